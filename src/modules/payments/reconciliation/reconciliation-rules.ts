import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';

/** By what a person's payments and orders are judged. */
export interface ReconciliationRules {
  /** Decimal text, in the order's currency: so much more or less is still a match. */
  tolerance_amount: string;
  /** Decimal text: the same in percent of the order's total; the larger of both counts. */
  tolerance_percent: string;
  /** So long after an order was paid its money may be unseen before it is missing. */
  days_until_missing: number;
  /** So long after a payment its order may be unknown before the payment is an orphan. */
  hours_until_orphan: number;
  /** Payments and orders further apart are never matched by their looks. */
  time_window_hours: number;
  /** Of 100: with fewer points nothing is matched by its looks. */
  minimum_score: number;
  /** Gateways as the shops name them (case does not matter) whose money no processor sees. */
  ignored_gateways: string[];
}

export const USUAL_RULES: ReconciliationRules = {
  tolerance_amount: '0.00',
  tolerance_percent: '0',
  days_until_missing: 3,
  hours_until_orphan: 24,
  time_window_hours: 72,
  minimum_score: 70,
  ignored_gateways: [
    'cod',
    'cash',
    'cash on delivery',
    'cash on delivery (cod)',
    'bacs',
    'bank deposit',
    'bank transfer',
    'money order',
    'cheque',
    'check',
    'manual',
    // Shopify's gateway for tests: no money moves.
    'bogus',
    'checkmo',
    'cashondelivery',
    'banktransfer',
    'purchaseorder',
    'free',
    'gift_card',
    'gift card',
    'store credit',
    'shopify_store_credit',
    'exchange-credit',
  ],
};

const COLUMNS = `trim_scale(tolerance_amount)::text AS tolerance_amount, trim_scale(tolerance_percent)::text AS tolerance_percent,
  days_until_missing, hours_until_orphan, time_window_hours, minimum_score, ignored_gateways`;

@Injectable()
export class ReconciliationRulesRepository {
  constructor(private readonly database: Database) {}

  /** The user's own, else the usual ones. */
  async of(userId: string): Promise<ReconciliationRules> {
    const own = await this.database.queryOne<ReconciliationRules>(
      `SELECT ${COLUMNS} FROM reconciliation_rules WHERE user_id = $1`,
      [userId],
    );
    return own ?? USUAL_RULES;
  }

  async save(userId: string, rules: ReconciliationRules): Promise<void> {
    await this.database.execute(
      `INSERT INTO reconciliation_rules (user_id, tolerance_amount, tolerance_percent, days_until_missing, hours_until_orphan,
              time_window_hours, minimum_score, ignored_gateways)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (user_id) DO UPDATE SET tolerance_amount = excluded.tolerance_amount,
         tolerance_percent = excluded.tolerance_percent, days_until_missing = excluded.days_until_missing,
         hours_until_orphan = excluded.hours_until_orphan, time_window_hours = excluded.time_window_hours,
         minimum_score = excluded.minimum_score, ignored_gateways = excluded.ignored_gateways, updated_at = now()`,
      [
        userId,
        rules.tolerance_amount,
        rules.tolerance_percent,
        rules.days_until_missing,
        rules.hours_until_orphan,
        rules.time_window_hours,
        rules.minimum_score,
        JSON.stringify(rules.ignored_gateways),
      ],
    );
  }
}

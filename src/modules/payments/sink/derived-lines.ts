import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import type { ProcessorKey } from './newer-rows.js';

/** What of the books a derivation has changed. */
export interface DerivedLines {
  payout_ids: string[];
  transaction_ids: string[];
}

/** Payouts that took money out of the balance. */
const COUNTS = `status NOT IN ('failed', 'cancelled')`;
/** Transactions that have moved the balance. */
const MOVED = `status = 'completed' AND net_amount IS NOT NULL AND settlement_currency IS NOT NULL`;

/** The payout before another one of the same currency. */
const BEFORE = `
  LEFT JOIN LATERAL (
    SELECT id, initiated_at, balance_after FROM payouts earlier
    WHERE earlier.payment_processor_id = payout.payment_processor_id AND earlier.currency = payout.currency AND earlier.${COUNTS}
      AND (earlier.initiated_at, earlier.id) < (payout.initiated_at, payout.id)
    ORDER BY earlier.initiated_at DESC, earlier.id DESC LIMIT 1) before ON true`;

/** The first payout that a movement at this time can be in. */
const payoutAt = (currency: string, time: string): string => `
  SELECT later.id FROM payouts later
  WHERE later.payment_processor_id = $1 AND later.currency = ${currency} AND later.${COUNTS} AND later.initiated_at >= ${time}
  ORDER BY later.initiated_at, later.id LIMIT 1`;

/**
 * $1 the processor, $2 payouts: their lines. Where the provider does not tell the balance that it began from, it is what all
 * movements and payouts before add up to; where it does not tell the balance after, what then must be left.
 */
const DERIVED = `
  span AS (
    SELECT payout.id, payout.currency, payout.amount, payout.fee_amount, payout.initiated_at, payout.balance_after,
           before.id AS before_id, before.initiated_at AS begin_at, before.balance_after AS begin_balance
    FROM payouts payout ${BEFORE}
    WHERE payout.payment_processor_id = $1 AND payout.id = ANY($2::uuid[]) AND payout.${COUNTS}),
  moved AS (
    SELECT span.id AS payout_id, t.platform_transaction_id AS line_id, t.id AS transaction_id, t.platform_transaction_id,
           CASE WHEN t.type = 'chargeback' AND t.net_amount > 0 THEN 'chargeback_reversal'
                WHEN t.type IN ('payment', 'refund', 'chargeback', 'fee') THEN t.type
                WHEN t.is_classified THEN 'adjustment' ELSE 'unclassified' END AS category,
           coalesce(t.provider_type, '') AS provider_type,
           coalesce(t.settlement_amount, t.net_amount + coalesce(t.fee_amount, 0)) AS gross,
           coalesce(t.settlement_amount, t.net_amount + coalesce(t.fee_amount, 0)) - t.net_amount AS fee,
           t.net_amount AS net, t.description, t.occurred_at
    FROM span JOIN transactions t
      ON t.payment_processor_id = $1 AND t.settlement_currency = span.currency AND t.${MOVED}
     AND t.platform_transaction_id IS NOT NULL AND t.occurred_at <= span.initiated_at
     AND (span.begin_at IS NULL OR t.occurred_at > span.begin_at)),
  summed AS (
    SELECT span.id, span.currency, span.amount, span.fee_amount, span.initiated_at, span.balance_after, span.begin_at,
           CASE WHEN span.before_id IS NULL THEN 0 ELSE coalesce(span.begin_balance,
             (SELECT coalesce(sum(t.net_amount), 0) FROM transactions t
              WHERE t.payment_processor_id = $1 AND t.settlement_currency = span.currency AND t.${MOVED}
                AND t.occurred_at <= span.begin_at)
             - (SELECT coalesce(sum(p.amount + p.fee_amount), 0) FROM payouts p
                WHERE p.payment_processor_id = $1 AND p.currency = span.currency AND p.${COUNTS}
                  AND (p.initiated_at, p.id) <= (span.begin_at, span.before_id))) END AS brought,
           coalesce((SELECT sum(net) FROM moved WHERE moved.payout_id = span.id), 0) AS net
    FROM span),
  derived AS (
    SELECT payout_id, line_id, transaction_id, platform_transaction_id, category, provider_type, gross, fee, net, description, occurred_at
    FROM moved
    UNION ALL
    SELECT id, 'brought_forward', NULL, NULL, 'brought_forward', 'brought_forward', brought, 0, brought, NULL,
           coalesce(begin_at, initiated_at)
    FROM summed WHERE brought <> 0
    UNION ALL
    SELECT id, 'payout_fee', NULL, NULL, 'fee', 'payout_fee', 0, fee_amount, -fee_amount, NULL, initiated_at
    FROM summed WHERE fee_amount <> 0
    UNION ALL
    SELECT id, 'carried_forward', NULL, NULL, 'carried_forward', 'carried_forward', -remains, 0, -remains, NULL, initiated_at
    FROM (SELECT id, initiated_at, coalesce(balance_after, brought + net - fee_amount - amount) AS remains FROM summed) rest
    WHERE remains <> 0)`;

const WRITE = `
  WITH ${DERIVED},
  gone AS (
    DELETE FROM payout_lines line WHERE line.payout_id = ANY($2::uuid[])
      AND NOT EXISTS (SELECT FROM derived WHERE derived.payout_id = line.payout_id AND derived.line_id = line.platform_line_id)
    RETURNING line.payout_id, line.transaction_id),
  put AS (
    INSERT INTO payout_lines AS line (user_id, payment_processor_id, payout_id, platform_line_id, transaction_id,
      platform_transaction_id, category, provider_type, gross_amount, fee_amount, net_amount, currency, description, occurred_at)
    SELECT $3::uuid, $1, payout_id, line_id, transaction_id, platform_transaction_id, category, provider_type, gross, fee, net,
           (SELECT currency FROM span WHERE span.id = payout_id), description, occurred_at
    FROM derived
    ON CONFLICT (payout_id, platform_line_id) DO UPDATE SET
      transaction_id = excluded.transaction_id, category = excluded.category, provider_type = excluded.provider_type,
      gross_amount = excluded.gross_amount, fee_amount = excluded.fee_amount, net_amount = excluded.net_amount,
      description = excluded.description, occurred_at = excluded.occurred_at
    WHERE (line.transaction_id, line.category, line.provider_type, line.gross_amount, line.fee_amount, line.net_amount,
           line.description, line.occurred_at)
      IS DISTINCT FROM (excluded.transaction_id, excluded.category, excluded.provider_type, excluded.gross_amount,
           excluded.fee_amount, excluded.net_amount, excluded.description, excluded.occurred_at)
    RETURNING line.payout_id, line.transaction_id)
  SELECT payout_id, transaction_id FROM gone UNION ALL SELECT payout_id, transaction_id FROM put`;

/**
 * Lines of payouts whose provider does not itemise them: all that moved the balance of the payout's currency since the payout
 * before it, what was there already and what stayed. Their sum is the payout's amount when the books are complete; else the
 * difference shows. Derived again, they are the same; a late transaction finds its way into its payout.
 */
@Injectable()
export class DerivedPayoutLines {
  constructor(private readonly database: Database) {}

  /** In the open transaction: lines of the payouts that these transactions and payouts have a part in. */
  async derive(
    processor: ProcessorKey,
    touched: { transaction_ids: string[]; payout_ids: string[] },
  ): Promise<DerivedLines> {
    await this.database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `payout_lines:${processor.id}`,
    ]);
    const payoutIds = await this.concerned(processor.id, touched);
    if (payoutIds.length === 0) return { payout_ids: [], transaction_ids: [] };
    const lines = await this.database.query<{ payout_id: string; transaction_id: string | null }>(WRITE, [
      processor.id,
      payoutIds,
      processor.user_id,
    ]);
    const summed = await this.sumUp(payoutIds);
    const paid = await this.tieTransactions(processor.id, payoutIds, lines);
    return { payout_ids: [...new Set([...lines.map((line) => line.payout_id), ...summed])], transaction_ids: paid };
  }

  /**
   * Payouts that the rows fall into, or fell into before; each changed payout's own lines and those of the next one, which
   * begins where it ended; and of what hangs on sums alone, all that come later.
   */
  private async concerned(
    processorId: string,
    touched: { transaction_ids: string[]; payout_ids: string[] },
  ): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `WITH direct AS (
         SELECT id FROM payouts WHERE payment_processor_id = $1 AND id = ANY($3::uuid[])
         UNION SELECT next.id FROM payouts changed
           CROSS JOIN LATERAL (${payoutAt('changed.currency', `changed.initiated_at + interval '1 microsecond'`)}) next
           WHERE changed.payment_processor_id = $1 AND changed.id = ANY($3::uuid[])
         UNION SELECT next.id FROM transactions t CROSS JOIN LATERAL (${payoutAt('t.settlement_currency', 't.occurred_at')}) next
           WHERE t.payment_processor_id = $1 AND t.id = ANY($2::uuid[])
         UNION SELECT line.payout_id FROM payout_lines line
           WHERE line.payment_processor_id = $1 AND line.transaction_id = ANY($2::uuid[]))
       SELECT id FROM direct
       UNION SELECT payout.id FROM payouts payout ${BEFORE}
         WHERE payout.payment_processor_id = $1 AND before.id IS NOT NULL AND before.balance_after IS NULL
           AND EXISTS (SELECT FROM direct JOIN payouts changed USING (id)
                       WHERE changed.currency = payout.currency AND changed.initiated_at < payout.initiated_at)`,
      [processorId, touched.transaction_ids, touched.payout_ids],
    );
    return rows.map((row) => row.id);
  }

  private async sumUp(payoutIds: string[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `UPDATE payouts SET lines_count = counted.count, lines_amount = counted.amount, lines_complete = counted.counts,
              updated_at = clock_timestamp()
       FROM (SELECT p.id, p.${COUNTS} AS counts, count(line.id)::int AS count, coalesce(sum(line.net_amount), 0) AS amount
             FROM payouts p LEFT JOIN payout_lines line ON line.payout_id = p.id
             WHERE p.id = ANY($1::uuid[]) GROUP BY p.id) counted
       WHERE payouts.id = counted.id
         AND (payouts.lines_count, payouts.lines_amount, payouts.lines_complete)
             IS DISTINCT FROM (counted.count, counted.amount, counted.counts)
       RETURNING payouts.id`,
      [payoutIds],
    );
    return rows.map((row) => row.id);
  }

  /** Each transaction names the payout that has its line; one that has lost it names none. */
  private async tieTransactions(
    processorId: string,
    payoutIds: string[],
    lines: { transaction_id: string | null }[],
  ): Promise<string[]> {
    const touched = [...new Set(lines.flatMap((line) => line.transaction_id ?? []))];
    if (touched.length === 0) return [];
    const rows = await this.database.query<{ id: string }>(
      `UPDATE transactions SET payout_id = told.payout_id
       FROM (SELECT t.id, (SELECT line.payout_id FROM payout_lines line WHERE line.transaction_id = t.id LIMIT 1) AS payout_id
             FROM transactions t WHERE t.payment_processor_id = $1 AND t.id = ANY($2::uuid[])) told
       WHERE transactions.id = told.id AND transactions.payout_id IS DISTINCT FROM told.payout_id
         AND (told.payout_id IS NOT NULL OR transactions.payout_id = ANY($3::uuid[]))
       RETURNING transactions.id`,
      [processorId, touched, payoutIds],
    );
    return rows.map((row) => row.id);
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { PAYS } from './payout-row.js';
import type { LinkedLine } from './payout-table.js';
import type { WrittenTransactions } from './transaction-table.js';

/**
 * SQL, $2 transactions that were written. What waits for them is looked up for one after the other (hence `OFFSET 0` there):
 * of a first import Postgres has no statistics, and may go through everything that waits for each of them instead.
 */
const WRITTEN = `written AS MATERIALIZED (
  SELECT id, platform_transaction_id AS platform_id FROM transactions WHERE id = ANY($2::uuid[]))`;

/**
 * Ties what belongs together, whichever of the two came first: a refund to its payment, a transaction to its payout, a
 * payout's line to its transaction. Set-based; each method gives the ids of the rows that it changed.
 */
@Injectable()
export class PaymentLinks {
  constructor(private readonly database: Database) {}

  async parents(processorId: string, written: WrittenTransactions): Promise<string[]> {
    const changed = [...written.created, ...written.updated];
    const own =
      written.parentless.length > 0
        ? await this.ids(
            `UPDATE transactions child SET parent_transaction_id = parent.id FROM transactions parent
           WHERE child.id = ANY($2::uuid[]) AND child.parent_platform_id IS NOT NULL AND parent.payment_processor_id = $1
             AND parent.platform_transaction_id = child.parent_platform_id AND parent.id <> child.id
             AND child.parent_transaction_id IS DISTINCT FROM parent.id
           RETURNING child.id`,
            [processorId, written.parentless],
          )
        : [];
    if (changed.length === 0) return own;
    const waiting = await this.ids(
      `WITH ${WRITTEN}
       UPDATE transactions SET parent_transaction_id = waiting.parent_id
       FROM (SELECT child.id, written.id AS parent_id FROM written CROSS JOIN LATERAL (
               SELECT id FROM transactions
               WHERE payment_processor_id = $1 AND parent_platform_id = written.platform_id AND parent_transaction_id IS NULL
                 AND id <> written.id
               OFFSET 0) child) waiting
       WHERE transactions.id = waiting.id
       RETURNING transactions.id`,
      [processorId, changed],
    );
    return [...own, ...waiting];
  }

  /** Transactions that say which payout paid them. */
  async payoutsOfTransactions(processorId: string, written: WrittenTransactions): Promise<string[]> {
    if (written.payoutless.length === 0) return [];
    return this.ids(
      `UPDATE transactions SET payout_id = payouts.id FROM payouts
       WHERE transactions.id = ANY($2::uuid[]) AND payouts.payment_processor_id = $1
         AND payouts.platform_payout_id = transactions.platform_payout_id AND transactions.payout_id IS DISTINCT FROM payouts.id
       RETURNING transactions.id`,
      [processorId, written.payoutless],
    );
  }

  /** Transactions that wait for these payouts. */
  async transactionsOfPayouts(processorId: string, payoutIds: string[]): Promise<string[]> {
    if (payoutIds.length === 0) return [];
    return this.ids(
      `UPDATE transactions SET payout_id = payouts.id FROM payouts
       WHERE payouts.id = ANY($2::uuid[]) AND transactions.payment_processor_id = $1 AND transactions.payout_id IS NULL
         AND transactions.platform_payout_id = payouts.platform_payout_id
       RETURNING transactions.id`,
      [processorId, payoutIds],
    );
  }

  /** Lines that wait for these transactions. */
  async linesOfTransactions(processorId: string, transactionIds: string[]): Promise<LinkedLine[]> {
    if (transactionIds.length === 0) return [];
    return this.database.query<LinkedLine>(
      `WITH ${WRITTEN}
       UPDATE payout_lines SET transaction_id = waiting.transaction_id
       FROM (SELECT line.id, written.id AS transaction_id FROM written CROSS JOIN LATERAL (
               SELECT id FROM payout_lines
               WHERE payment_processor_id = $1 AND platform_transaction_id = written.platform_id AND transaction_id IS NULL
               OFFSET 0) line) waiting
       WHERE payout_lines.id = waiting.id
       RETURNING payout_lines.payout_id, payout_lines.transaction_id`,
      [processorId, transactionIds],
    );
  }

  /**
   * A line says which payout paid its transaction. The first one stays (a dispute that is won later comes back in another),
   * unless that payout failed.
   */
  async payoutsOfLines(lines: LinkedLine[]): Promise<string[]> {
    const linked = lines.filter((line) => line.transaction_id !== null);
    if (linked.length === 0) return [];
    return this.ids(
      `UPDATE transactions SET payout_id = told.payout_id
       FROM (SELECT DISTINCT ON (line.transaction_id) line.transaction_id, payouts.id AS payout_id
             FROM unnest($1::uuid[], $2::uuid[]) AS line (transaction_id, payout_id)
             JOIN payouts ON payouts.id = line.payout_id AND payouts.${PAYS}
             ORDER BY line.transaction_id, payouts.initiated_at, payouts.id) told
       WHERE transactions.id = told.transaction_id
         AND (transactions.payout_id IS NULL
              OR EXISTS (SELECT FROM payouts known WHERE known.id = transactions.payout_id AND known.status IN ('failed', 'cancelled')))
       RETURNING transactions.id`,
      [linked.map((line) => line.transaction_id), linked.map((line) => line.payout_id)],
    );
  }

  private async ids(sql: string, parameters: unknown[]): Promise<string[]> {
    return (await this.database.query<{ id: string }>(sql, parameters)).map((row) => row.id);
  }
}

import { Injectable } from '@nestjs/common';
import { batchUpsertSql } from '../../../common/database/batch-upsert.js';
import { Database } from '../../../common/database/database.js';
import { isUuid } from '../../../common/ids/ids.js';
import type { ProviderTransaction } from '../providers/provider.records.js';
import { type NewerRowsOptions, type ProcessorKey, writeNewer, type WrittenRows } from './newer-rows.js';
import { notOlder, type Prepared } from './prepared.js';
import { PAYS } from './payout-row.js';
import { KEPT_WHEN_NULL, TRANSACTION_COLUMNS } from './transaction-row.js';

/** What of a batch was written, by our ids. */
export interface WrittenTransactions extends WrittenRows {
  /** Those that say to which other transaction they belong, and which payout paid them, and may not be tied to it yet. */
  parentless: string[];
  payoutless: string[];
}

/**
 * What is known already is tied as the row is made: a row that is written twice costs twice. Looked up row by row, which takes
 * the unique keys' indexes whatever Postgres believes of tables that a first import is filling.
 */
const TIED = {
  parent_transaction_id: `(
    SELECT parent.id FROM transactions parent
    WHERE parent.payment_processor_id = $2::uuid AND parent.platform_transaction_id = input.parent_platform_id
      AND input.parent_platform_id <> input.platform_transaction_id)`,
  payout_id: `coalesce(
    (SELECT payout.id FROM payouts payout
     WHERE payout.payment_processor_id = $2::uuid AND payout.platform_payout_id = input.platform_payout_id
       AND payout.${PAYS}),
    (SELECT payout.id FROM payout_lines line JOIN payouts payout ON payout.id = line.payout_id AND payout.${PAYS}
     WHERE line.payment_processor_id = $2::uuid AND line.platform_transaction_id = input.platform_transaction_id
       AND line.transaction_id IS NULL
     ORDER BY payout.initiated_at, payout.id LIMIT 1),
    (SELECT payout.id FROM payouts payout
     WHERE payout.payment_processor_id = $2::uuid AND payout.platform_payout_id = input.platform_payout_id))`,
};

interface WrittenTransaction {
  id: string;
  is_new: boolean;
  is_parentless: boolean;
  is_payoutless: boolean;
}

const TRANSACTIONS: NewerRowsOptions = {
  table: 'transactions',
  id_column: 'platform_transaction_id',
  upsert: batchUpsertSql({
    table: 'transactions',
    columns: TRANSACTION_COLUMNS,
    fixed: { payment_processor_id: '$2::uuid', user_id: '$3::uuid', observed_at: '$4::timestamptz' },
    key: ['payment_processor_id', 'platform_transaction_id'],
    computed: TIED,
    keep: ['id', 'user_id', ...Object.keys(TIED)],
    merge: Object.fromEntries(KEPT_WHEN_NULL.map((name) => [name, `coalesce(excluded.${name}, transactions.${name})`])),
    touch: { updated_at: 'clock_timestamp()' },
    when: notOlder('transactions'),
    // A known one may say another parent or payout than it is tied to.
    returning: `id, xmax = 0 AS is_new,
      parent_platform_id IS NOT NULL AND (xmax <> 0 OR parent_transaction_id IS NULL) AS is_parentless,
      platform_payout_id IS NOT NULL AND (xmax <> 0 OR payout_id IS NULL) AS is_payoutless`,
  }),
};

const TOLD = `told AS (SELECT * FROM json_to_recordset($2::json) AS told (platform_id text, request_id uuid))`;
const OURS = `transactions.payment_processor_id = $1 AND transactions.refund_request_id = told.request_id
  AND transactions.platform_transaction_id IS NULL`;

@Injectable()
export class TransactionTable {
  constructor(private readonly database: Database) {}

  /** Writes in the open transaction what is new or newer and differs. */
  async write(
    processor: ProcessorKey,
    rows: readonly Prepared<ProviderTransaction>[],
    observedAt: Date,
  ): Promise<WrittenTransactions> {
    await this.fillRefunds(processor.id, rows);
    const { written, stored } = await writeNewer<ProviderTransaction, WrittenTransaction>(
      this.database,
      TRANSACTIONS,
      processor,
      rows,
      observedAt,
    );
    return {
      ...written,
      parentless: stored.filter((row) => row.is_parentless).map((row) => row.id),
      payoutless: stored.filter((row) => row.is_payoutless).map((row) => row.id),
    };
  }

  /**
   * A refund that was asked for here has its row before its provider gave it an id; the record that says it is that one
   * fills that row. Where a list of the provider's brought it first under its id alone, that row gives way.
   */
  private async fillRefunds(processorId: string, rows: readonly Prepared<ProviderTransaction>[]): Promise<void> {
    const told = rows.flatMap(({ platform_id: platformId, record }) =>
      isUuid(record.refund_request_id) ? [{ platform_id: platformId, request_id: record.refund_request_id }] : [],
    );
    if (told.length === 0) return;
    const parameters = [processorId, JSON.stringify(told)];
    await this.database.execute(
      `WITH ${TOLD}
       DELETE FROM transactions twin USING told, transactions
       WHERE ${OURS} AND twin.payment_processor_id = $1 AND twin.platform_transaction_id = told.platform_id
         AND twin.refund_request_id IS NULL`,
      parameters,
    );
    await this.database.execute(
      `WITH ${TOLD}
       UPDATE transactions SET platform_transaction_id = told.platform_id, content_hash = NULL FROM told
       WHERE ${OURS} AND NOT EXISTS (SELECT FROM transactions other WHERE other.payment_processor_id = $1
                                       AND other.platform_transaction_id = told.platform_id)`,
      parameters,
    );
  }
}

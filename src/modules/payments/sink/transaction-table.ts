import { Injectable } from '@nestjs/common';
import { batchUpsertSql } from '../../../common/database/batch-upsert.js';
import { Database } from '../../../common/database/database.js';
import { isUuid } from '../../../common/ids/ids.js';
import type { ProviderTransaction } from '../providers/provider.records.js';
import { type NewerRowsOptions, type ProcessorKey, writeNewer, type WrittenRows } from './newer-rows.js';
import { notOlder, type Prepared } from './prepared.js';
import { KEPT_WHEN_NULL, TRANSACTION_COLUMNS } from './transaction-row.js';

/** What of a batch was written. */
export interface WrittenTransactions extends WrittenRows {
  /** Of those written: whether any belongs to another transaction, or says which payout paid it. */
  has_parents: boolean;
  has_payouts: boolean;
}

const TRANSACTIONS: NewerRowsOptions = {
  table: 'transactions',
  id_column: 'platform_transaction_id',
  upsert: batchUpsertSql({
    table: 'transactions',
    columns: TRANSACTION_COLUMNS,
    fixed: { payment_processor_id: '$2::uuid', user_id: '$3::uuid', observed_at: '$4::timestamptz' },
    key: ['payment_processor_id', 'platform_transaction_id'],
    keep: ['id', 'user_id'],
    merge: Object.fromEntries(KEPT_WHEN_NULL.map((name) => [name, `coalesce(excluded.${name}, transactions.${name})`])),
    touch: { updated_at: 'clock_timestamp()' },
    when: notOlder('transactions'),
    returning: 'id, xmax = 0 AS is_new',
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
    const { written, changed } = await writeNewer(this.database, TRANSACTIONS, processor, rows, observedAt);
    return {
      ...written,
      has_parents: changed.some(({ record }) => record.parent_platform_id !== null),
      has_payouts: changed.some(({ record }) => record.platform_payout_id !== null),
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

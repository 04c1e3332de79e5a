import { Injectable } from '@nestjs/common';
import { batchUpsertSql } from '../../../common/database/batch-upsert.js';
import { Database } from '../../../common/database/database.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import type { ProviderPayout, ProviderPayoutLine } from '../providers/provider.records.js';
import { LINE_COLUMNS, lineRow, PAYOUT_COLUMNS } from './payout-row.js';
import { type NewerRowsOptions, type ProcessorKey, writeNewer, type WrittenRows } from './newer-rows.js';
import { notOlder, type Prepared } from './prepared.js';

const PAYOUTS: NewerRowsOptions = {
  table: 'payouts',
  id_column: 'platform_payout_id',
  upsert: batchUpsertSql({
    table: 'payouts',
    columns: PAYOUT_COLUMNS,
    fixed: { payment_processor_id: '$2::uuid', user_id: '$3::uuid', observed_at: '$4::timestamptz' },
    key: ['payment_processor_id', 'platform_payout_id'],
    keep: ['id', 'user_id'],
    merge: { balance_after: 'coalesce(excluded.balance_after, payouts.balance_after)' },
    touch: { updated_at: 'clock_timestamp()' },
    when: notOlder('payouts'),
    returning: 'id, xmax = 0 AS is_new',
  }),
};

const UPSERT_LINES = batchUpsertSql({
  table: 'payout_lines',
  columns: LINE_COLUMNS,
  fixed: { payment_processor_id: '$2::uuid', user_id: '$3::uuid' },
  computed: {
    transaction_id: `(
      SELECT t.id FROM transactions t
      WHERE t.payment_processor_id = $2::uuid AND t.platform_transaction_id = input.platform_transaction_id)`,
  },
  key: ['payout_id', 'platform_line_id'],
  keep: ['id', 'user_id'],
  returning: 'payout_id, transaction_id',
});

/** A transaction and the payout that has a line of it. */
export interface LinkedLine {
  payout_id: string;
  transaction_id: string | null;
}

@Injectable()
export class PayoutTable {
  constructor(private readonly database: Database) {}

  /** Writes in the open transaction what is new or newer and differs. */
  async write(
    processor: ProcessorKey,
    rows: readonly Prepared<ProviderPayout>[],
    observedAt: Date,
  ): Promise<WrittenRows> {
    const { written } = await writeNewer(this.database, PAYOUTS, processor, rows, observedAt);
    return written;
  }

  /** Our ids of these payouts, by the provider's. */
  async idsOf(processorId: string, platformIds: string[]): Promise<Map<string, string>> {
    if (platformIds.length === 0) return new Map();
    const rows = await this.database.query<{ id: string; platform_id: string }>(
      `SELECT id, platform_payout_id AS platform_id FROM payouts
       WHERE payment_processor_id = $1 AND platform_payout_id = ANY($2)`,
      [processorId, platformIds],
    );
    return new Map(rows.map((row) => [row.platform_id, row.id]));
  }

  /** Writes lines that are new or differ; gives those. Their payouts are known. */
  async writeLines(
    processor: ProcessorKey,
    lines: readonly { payout_id: string; record: ProviderPayoutLine }[],
  ): Promise<LinkedLine[]> {
    const rows = lines.map(({ payout_id: payoutId, record }) => lineRow(uuidv7(), payoutId, record));
    return this.database.query<LinkedLine>(UPSERT_LINES, [JSON.stringify(rows), processor.id, processor.user_id]);
  }

  /** Counts and adds up the lines of these payouts; `complete`: those of which every line is there. Gives those that changed. */
  async sumUp(payoutIds: string[], complete: string[]): Promise<string[]> {
    if (payoutIds.length === 0) return [];
    const rows = await this.database.query<{ id: string }>(
      `UPDATE payouts SET lines_count = counted.count, lines_amount = counted.amount, lines_complete = counted.complete,
              updated_at = clock_timestamp()
       FROM (SELECT p.id, count(line.id)::int AS count, coalesce(sum(line.net_amount), 0) AS amount,
                    p.lines_complete OR p.id = ANY($2::uuid[]) AS complete
             FROM payouts p LEFT JOIN payout_lines line ON line.payout_id = p.id
             WHERE p.id = ANY($1::uuid[]) GROUP BY p.id) counted
       WHERE payouts.id = counted.id
         AND (payouts.lines_count, payouts.lines_amount, payouts.lines_complete)
             IS DISTINCT FROM (counted.count, counted.amount, counted.complete)
       RETURNING payouts.id`,
      [payoutIds, complete],
    );
    return rows.map((row) => row.id);
  }
}

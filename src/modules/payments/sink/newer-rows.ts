import type { Database } from '../../../common/database/database.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import { batchText, changedOf, type KnownRow, type Prepared } from './prepared.js';

export interface ProcessorKey {
  id: string;
  user_id: string;
}

/** Ours, by what became of them. */
export interface WrittenRows {
  created: string[];
  updated: string[];
  unchanged: number;
}

export interface StoredRow {
  id: string;
  is_new: boolean;
}

export interface NewerRowsOptions {
  table: 'transactions' | 'payouts';
  /** Column of the provider's id, unique within a processor. */
  id_column: string;
  /** `batchUpsertSql` whose parameters are batch, processor, user and time of observation; it returns `StoredRow`s. */
  upsert: string;
}

/** Writes in the open transaction those of the rows that are new, or differ and are not older; `stored`: what the upsert returns. */
export async function writeNewer<T, Stored extends StoredRow = StoredRow>(
  database: Database,
  { table, id_column: idColumn, upsert }: NewerRowsOptions,
  processor: ProcessorKey,
  rows: readonly Prepared<T>[],
  observedAt: Date,
): Promise<{ written: WrittenRows; stored: Stored[] }> {
  const known = await database.query<KnownRow>(
    `SELECT ${idColumn} AS platform_id, encode(content_hash, 'hex') AS content_hash, observed_at
     FROM ${table} WHERE payment_processor_id = $1 AND ${idColumn} = ANY($2)`,
    [processor.id, rows.map((row) => row.platform_id)],
  );
  const changed = changedOf(rows, known, observedAt);
  if (changed.length === 0) return { written: { created: [], updated: [], unchanged: rows.length }, stored: [] };
  const stored = await database.query<Stored>(upsert, [
    batchText(changed, uuidv7),
    processor.id,
    processor.user_id,
    observedAt,
  ]);
  const written = {
    created: stored.filter((row) => row.is_new).map((row) => row.id),
    updated: stored.filter((row) => !row.is_new).map((row) => row.id),
    unchanged: rows.length - stored.length,
  };
  return { written, stored };
}

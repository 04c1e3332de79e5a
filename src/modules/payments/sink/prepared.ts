import { hash } from 'node:crypto';
import type { Json } from '../../../common/json.js';
import { cleanJson } from '../../../common/text/clean-text.js';

/** A record as its table takes it, without id and hash: those are known when it is written. */
export interface Prepared<T> {
  record: T;
  platform_id: string;
  /** Hex SHA-256 of the row. */
  content_hash: string;
  /** JSON text of the row, open at its end. */
  text: string;
}

/** What is known of a row. */
export interface KnownRow {
  platform_id: string;
  content_hash: string | null;
  observed_at: Date | null;
}

/** Makes the row storable, and hashes it. */
export function prepared<T>(record: T, platformId: string, row: Record<string, Json>): Prepared<T> {
  const text = JSON.stringify(cleanJson(row));
  return { record, platform_id: platformId, content_hash: hash('sha256', text), text: text.slice(0, -1) };
}

/** Those that are new or differ from what is known, and are not older. */
export function changedOf<T>(
  rows: readonly Prepared<T>[],
  known: readonly KnownRow[],
  observedAt: Date,
): Prepared<T>[] {
  const byId = new Map(known.map((row) => [row.platform_id, row]));
  return rows.filter((row) => {
    const old = byId.get(row.platform_id);
    if (!old) return true;
    if (old.content_hash === row.content_hash) return false;
    return old.observed_at === null || old.observed_at <= observedAt;
  });
}

/** JSON text of the batch for `batchUpsertSql`. */
export function batchText<T>(rows: readonly Prepared<T>[], makeId: () => string): string {
  return `[${rows.map((row) => `${row.text},"id":"${makeId()}","content_hash":"\\\\x${row.content_hash}"}`).join(',')}]`;
}

/** SQL: a known row of `table` takes the new values; for the moment between reading and writing. */
export const notOlder = (table: string): string =>
  `(${table}.observed_at IS NULL OR excluded.observed_at >= ${table}.observed_at)
   AND ${table}.content_hash IS DISTINCT FROM excluded.content_hash`;

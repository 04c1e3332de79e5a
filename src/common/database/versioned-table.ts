import type { Outbox } from '../events/outbox.js';
import type { DomainEvent } from '../events/domain-event.js';
import { uuidv7 } from '../ids/ids.js';
import { type BatchColumns, batchUpsertSql } from './batch-upsert.js';
import type { Database } from './database.js';
import { changed, type KnownVersion, notOlder, versioned } from './versioned-batch.js';

/** Whose rows they are. */
export interface Owner {
  /** The store's id. */
  id: string;
  user_id: string;
}

interface Versioned {
  platform_updated_at: string | null;
}

export interface VersionedTableOptions<T extends Versioned> {
  /** Has `store_id`, `user_id`, `platform_updated_at`, `content_hash`, `deleted_at`, `updated_at`. */
  table: string;
  /** Column of the platform's id, unique within a store. */
  id_column: keyof T & string;
  columns: BatchColumns;
  /** The record as the batch carries it. `contentHash` is Postgres's hex form of the bytea. */
  rowOf: (id: string, record: T, contentHash: string) => Record<string, unknown>;
  /** Columns that a known row keeps. */
  keep?: string[];
}

export interface WriteOptions {
  /** Is told the platform's ids of known rows that are about to change. */
  beforeUpdate?: ((platformIds: string[]) => Promise<void>) | undefined;
  /** Ids of rows that are not known yet, by the platform's id; the others get one of their own. */
  ids?: ReadonlyMap<string, string> | undefined;
}

export interface WrittenRow<T> {
  id: string;
  is_new: boolean;
  record: T;
}

export interface WrittenBatch<T> {
  rows: WrittenRow<T>[];
  /** Records that were not written: known already, or older than what is known. */
  unchanged: number;
}

/**
 * A table whose rows mirror a platform's records: written in batches, only where something changed, and never from an
 * older record over a newer one.
 */
export class VersionedTable<T extends Versioned> {
  private readonly upsert: string;
  private readonly platformIdOf = (record: T): string => String(record[this.options.id_column]);

  constructor(
    private readonly database: Database,
    private readonly options: VersionedTableOptions<T>,
  ) {
    const { table, id_column: idColumn, columns, keep = [] } = options;
    this.upsert = batchUpsertSql({
      table,
      columns,
      fixed: { store_id: '$2::uuid', user_id: '$3::uuid' },
      key: ['store_id', idColumn],
      keep: ['id', 'user_id', ...keep],
      touch: { updated_at: 'clock_timestamp()', deleted_at: 'NULL' },
      when: notOlder(table),
      returning: `id, ${idColumn} AS platform_id, xmax = 0 AS is_new`,
    });
  }

  async write(owner: Owner, records: T[], options: WriteOptions = {}): Promise<WrittenBatch<T>> {
    const updatedAt = (record: T): string | null => record.platform_updated_at;
    const batch = versioned(records, this.platformIdOf, updatedAt);
    const known = await this.known(
      owner,
      batch.map((record) => record.platform_id),
    );
    const toWrite = changed(batch, known, updatedAt);
    if (toWrite.length === 0) return { rows: [], unchanged: batch.length };
    const knownIds = new Set(known.map((version) => version.platform_id));
    await options.beforeUpdate?.(toWrite.map((record) => record.platform_id).filter((id) => knownIds.has(id)));
    const rows = toWrite.map(({ platform_id: platformId, value, content_hash: hash }) =>
      this.options.rowOf(options.ids?.get(platformId) ?? uuidv7(), value, `\\x${hash}`),
    );
    const written = await this.database.query<{ id: string; platform_id: string; is_new: boolean }>(this.upsert, [
      JSON.stringify(rows),
      owner.id,
      owner.user_id,
    ]);
    const byId = new Map(toWrite.map((record) => [record.platform_id, record.value]));
    return {
      rows: written.flatMap(({ id, platform_id: platformId, is_new }) => {
        const record = byId.get(platformId);
        return record === undefined ? [] : [{ id, is_new, record }];
      }),
      unchanged: batch.length - written.length,
    };
  }

  /** The row's own id; undefined when there is none. */
  async idOf(owner: Owner, platformId: string): Promise<string | undefined> {
    const row = await this.database.queryOne<{ id: string }>(
      `SELECT id FROM ${this.options.table} WHERE store_id = $1 AND ${this.options.id_column} = $2`,
      [owner.id, platformId],
    );
    return row?.id;
  }

  /** Marks rows as gone at the platform; gives the ids of those that were not yet. */
  async markDeleted(owner: Owner, platformIds: string[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `UPDATE ${this.options.table} SET deleted_at = clock_timestamp(), updated_at = clock_timestamp()
       WHERE store_id = $1 AND ${this.options.id_column} = ANY($2) AND deleted_at IS NULL RETURNING id`,
      [owner.id, platformIds],
    );
    return rows.map((row) => row.id);
  }

  private known(owner: Owner, platformIds: string[]): Promise<KnownVersion[]> {
    return this.database.query<KnownVersion>(
      `SELECT ${this.options.id_column} AS platform_id, encode(content_hash, 'hex') AS content_hash, platform_updated_at,
              deleted_at IS NOT NULL AS is_deleted
       FROM ${this.options.table} WHERE store_id = $1 AND ${this.options.id_column} = ANY($2)`,
      [owner.id, platformIds],
    );
  }
}

/** The rows' ids as an event's payload has them. */
export function idsByFate<T>(rows: WrittenRow<T>[]): { created: string[]; updated: string[] } {
  return {
    created: rows.filter((row) => row.is_new).map((row) => row.id),
    updated: rows.filter((row) => !row.is_new).map((row) => row.id),
  };
}

/** Tells of changed rows, when there are any. */
export async function tell(
  outbox: Outbox,
  owner: Owner,
  type: string,
  payload: DomainEvent['payload'],
  count: number,
): Promise<void> {
  if (count > 0) await outbox.add({ type, user_id: owner.user_id, store_id: owner.id, payload });
}

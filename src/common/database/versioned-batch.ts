import { hash } from 'node:crypto';
import { Breather } from '../clock/breather.js';
import type { Json } from '../json.js';
import { cleanJson } from '../text/clean-text.js';

/** What a row is known to be: its content's hash and the platform's own time of change. */
export interface KnownVersion {
  platform_id: string;
  content_hash: string | null;
  platform_updated_at: Date | null;
  is_deleted: boolean;
}

export interface VersionedRecord<T> {
  platform_id: string;
  /** Hex SHA-256 over the whole record, its time of change included. */
  content_hash: string;
  value: T;
}

/**
 * A batch as it may be written: storable, each record once (the newer of two), with the hash that tells whether
 * anything changed. The time of change is part of the hash: a record that only became newer must still be
 * noted as newer, or an older one could overwrite it later.
 */
export function versioned<T extends object>(
  records: T[],
  idOf: (record: T) => string,
  updatedAtOf: (record: T) => string | null,
): VersionedRecord<T>[] {
  const byId = new Map<string, T>();
  for (const record of records) {
    const known = byId.get(idOf(record));
    if (known === undefined || !isOlder(updatedAtOf(record), updatedAtOf(known))) byId.set(idOf(record), record);
  }
  return [...byId.values()].map((record) => {
    const { value, content_hash } = (prepared.get(record) as Hashed<T> | undefined) ?? hashed(record);
    return { platform_id: idOf(value), content_hash, value };
  });
}

/** Does ahead, bit by bit, what `versioned` costs most. The records must not be changed any more. */
export async function prepareVersions(records: readonly object[]): Promise<void> {
  const breather = new Breather();
  for (const record of records) {
    await breather.turn();
    prepared.set(record, hashed(record));
  }
}

type Hashed<T> = Pick<VersionedRecord<T>, 'value' | 'content_hash'>;

const prepared = new WeakMap<object, Hashed<unknown>>();

function hashed<T extends object>(record: T): Hashed<T> {
  const value = cleanJson(record as Json) as T;
  return { value, content_hash: hash('sha256', JSON.stringify(value)) };
}

/** Those of the batch that change something: new, or differing and not older than what is known. */
export function changed<T>(
  batch: VersionedRecord<T>[],
  known: KnownVersion[],
  updatedAtOf: (record: T) => string | null,
): VersionedRecord<T>[] {
  const byId = new Map(known.map((version) => [version.platform_id, version]));
  return batch.filter((record) => {
    const version = byId.get(record.platform_id);
    if (!version) return true;
    if (version.content_hash === record.content_hash && !version.is_deleted) return false;
    return !isOlder(updatedAtOf(record.value), version.platform_updated_at?.toISOString() ?? null);
  });
}

function isOlder(time: string | null, than: string | null): boolean {
  return time !== null && than !== null && Date.parse(time) < Date.parse(than);
}

/** SQL: a known row of `table` takes the new values unless it is newer; for the moment between reading and writing. */
export const notOlder = (table: string): string =>
  `(${table}.platform_updated_at IS NULL OR excluded.platform_updated_at IS NULL
    OR excluded.platform_updated_at >= ${table}.platform_updated_at)
   AND (${table}.content_hash IS DISTINCT FROM excluded.content_hash OR ${table}.deleted_at IS NOT NULL)`;

import type { Json, JsonObject } from '../../../../common/json.js';
import { MoneyError } from '../../../../common/money/money.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { BadProviderRecord } from '../provider.records.js';
import { textAt, UnreadableRecord } from './square.wire.js';

/** Where a read of one of Square's lists stands. */
export type SquareCursor =
  | {
      phase: 'list';
      /** The location whose list it is; null: the list of all of them. */
      location: string | null;
      /** From where the list was asked for (ISO), and Square's own place in that list. */
      begin: string;
      page: string | null;
      /** The time of the newest record that was read: where to begin anew when Square has forgotten its place. */
      newest: string | null;
      /** Of payouts: the last one whose entries were all read, in the page after this place. */
      done: string | null;
    }
  /** Records that are not final here, one by one; the last one read. */
  | { phase: 'open'; after: string | null };

export type ListCursor = Extract<SquareCursor, { phase: 'list' }>;

/** The cursor of a page that was stored; null: from the start. */
export function readCursor(cursor: Json): SquareCursor | null {
  if (typeof cursor !== 'object' || cursor === null || Array.isArray(cursor)) return null;
  const text = (name: string): string | null => textAt(cursor, name);
  if (cursor.phase === 'open') return { phase: 'open', after: text('after') };
  const begin = text('begin');
  if (cursor.phase !== 'list' || begin === null) return null;
  return {
    phase: 'list',
    location: text('location'),
    begin,
    page: text('page'),
    newest: text('newest'),
    done: text('done'),
  };
}

/** Maps each record; one that cannot be mapped goes into `bad` with its reason. */
export function mapEach<T>(records: JsonObject[], bad: BadProviderRecord[], map: (record: JsonObject) => T): T[] {
  return records.flatMap((record) => {
    try {
      return [map(record)];
    } catch (error) {
      if (!(error instanceof UnreadableRecord) && !(error instanceof MoneyError)) throw error;
      bad.push({ platform_id: textAt(record, 'id'), reason: error.message, raw: record });
      return [];
    }
  });
}

/** Null when Square has forgotten the place in its list: that lasts for a time only. */
export async function inPlace<T>(cursor: ListCursor, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    const isForgotten = error instanceof ProviderError && error.provider_code === 'INVALID_CURSOR';
    if (cursor.page !== null && isForgotten) return null;
    throw error;
  }
}

/** The list from the newest record on that was read of it. */
export function restarted(cursor: ListCursor): ListCursor {
  return { ...cursor, begin: cursor.newest ?? cursor.begin, page: null, done: null };
}

import type { Json, JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import { PROVIDER } from './magento.answer.js';
import type { MagentoClient } from './magento.client.js';
import { where } from './magento.search.js';
import type { Filter } from './magento.search.js';

/** Where a walk stands. JSON: it goes into the sync's cursor. */
export type WalkState = {
  last_id: number;
  page_size: number;
  /** Of the whole list, from its first page. */
  total: number | null;
};

export interface WalkPage {
  rows: JsonObject[];
  state: WalkState;
}

export interface Walk {
  path: string;
  groups: Filter[][];
  /** The member of a record that bears its `entity_id`. */
  id: 'id' | 'entity_id';
  fields?: string;
}

/** Rows a page, from the usual down to what the weakest host manages. */
const SIZES = [100, 50, 20, 5, 1] as const;

export function startOfWalk(): WalkState {
  return { last_id: 0, page_size: SIZES[0], total: null };
}

/** The state in a stored cursor, or null when it is none of ours. */
export function walkStateFrom(value: Json | undefined): WalkState | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { last_id, page_size, total } = value;
  if (!Number.isSafeInteger(last_id) || Number(last_id) < 0 || !SIZES.some((size) => size === page_size)) return null;
  return { last_id: Number(last_id), page_size: Number(page_size), total: typeof total === 'number' ? total : null };
}

/**
 * Walks a list by id, each page beginning behind the last id seen: rows that come or go meanwhile shift nothing. Ends by
 * the list's own count, as asking past the end gives the last page again. Throws ProviderError.
 */
export async function* walk(client: MagentoClient, list: Walk, from: WalkState): AsyncGenerator<WalkPage> {
  let state = from;
  for (;;) {
    const { rows, total, page_size } = await fetchPage(client, list, state);
    const last = checkedOrder(rows, list, state.last_id);
    state = { last_id: last, page_size, total: state.total ?? total };
    yield { rows, state };
    if (rows.length === 0 || rows.length >= total) return;
  }
}

async function fetchPage(
  client: MagentoClient,
  { path, groups, fields }: Walk,
  state: WalkState,
): Promise<{ rows: JsonObject[]; total: number; page_size: number }> {
  for (let size = state.page_size; ; size = SIZES.find((smaller) => smaller < size) ?? 1) {
    try {
      const found = await client.search(path, {
        groups: [...groups, where('entity_id', 'gt', state.last_id)],
        sort: 'entity_id',
        page_size: size,
        ...(fields === undefined ? {} : { fields }),
      });
      return { ...found, page_size: size };
    } catch (error) {
      if (size === 1 || !isTooMuch(error)) throw error;
    }
  }
}

/** A fault that a smaller page may not meet: memory and time run out, or the shop limits the size of pages. */
function isTooMuch(error: unknown): boolean {
  if (!(error instanceof ProviderError) || error.retry_after_ms !== undefined) return false;
  if (error.fault === 'rejected') return /pageSize is/i.test(error.provider_message ?? '');
  return (
    error.fault === 'bad_answer' ||
    (error.fault === 'unavailable' && (error.status ?? 0) >= 500 && error.status !== 503)
  );
}

/** The last id. Throws where the order that everything here rests on was not kept. */
function checkedOrder(rows: JsonObject[], { path, id }: Walk, after: number): number {
  let last = after;
  for (const row of rows) {
    const next = Number(row[id]);
    if (!Number.isSafeInteger(next) || next <= last) {
      throw new ProviderError({
        fault: 'bad_answer',
        provider: PROVIDER,
        message: `The shop did not keep the order by id in its answer to GET ${path}`,
      });
    }
    last = next;
  }
  return last;
}

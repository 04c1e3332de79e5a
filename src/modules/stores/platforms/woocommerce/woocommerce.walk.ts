import type { Json, JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { Query, WooClient } from './woocommerce.client.js';
import { PROVIDER, isGone } from './woocommerce.answer.js';

/**
 * Walks a list by id, oldest first, while rows come and go under it.
 *
 * WooCommerce pages by position only, and positions shift when rows vanish. So each page begins at the last row of the
 * page before it: where that row is not there any more, rows before it have gone and others may have moved into the
 * part that was read already; then the walk steps back until it meets a row that it has seen. Rows that come in before
 * the position only make it see some rows twice, which are left out.
 */

/** JSON: it goes into the sync's cursor. */
export type WalkState = {
  /** Highest id handed over so far. */
  last_id: number;
  /** Position of the row that the next page begins with. */
  offset: number;
  per_page: number;
  /** From the first page: past the end WooCommerce says 0. */
  total: number | null;
  /** Good pages since the last change of `per_page`. */
  good: number;
  /** The next page begins with a row that was handed over. */
  overlaps: boolean;
};

export interface WalkPage {
  /** Rows with ids past all that were handed over before, in their order. */
  rows: JsonObject[];
  /** Rows that the shop fails on, each alone. */
  unreadable: { id: number; reason: string }[];
  /** Where to go on after this page. */
  state: WalkState;
}

interface Fetched {
  rows: JsonObject[];
  unreadable: WalkPage['unreadable'];
  total: number | null;
  per_page: number;
}

/** Rows a page, from what WooCommerce allows down to what the weakest host manages. */
const SIZES = [100, 50, 20, 5, 2] as const;
const SMALLEST = 2;
/** Good pages before a larger size is tried again. */
const GROW_AFTER = 20;

export function startOfWalk(): WalkState {
  return { last_id: 0, offset: 0, per_page: SIZES[0], total: null, good: 0, overlaps: true };
}

/** The state in a stored cursor, or null when it is none of ours. */
export function walkStateFrom(value: Json | undefined): WalkState | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { last_id, offset, per_page, total, good, overlaps } = value;
  const whole = [last_id, offset, per_page, good].every(
    (number) => Number.isSafeInteger(number) && Number(number) >= 0,
  );
  if (!whole || !SIZES.some((size) => size === per_page)) return null;
  return {
    last_id: Number(last_id),
    offset: Number(offset),
    per_page: Number(per_page),
    total: typeof total === 'number' ? total : null,
    good: Number(good),
    overlaps: overlaps !== false,
  };
}

/** Ends when the list does. Throws ProviderError when a page cannot be had at any size. */
export async function* walk(client: WooClient, path: string, query: Query, from: WalkState): AsyncGenerator<WalkPage> {
  let state = from;
  for (;;) {
    const fetched = await fetchPage(client, path, query, state);
    const first = idOf(fetched.rows[0]);
    if (state.offset > 0 && state.overlaps && (first === null || first > state.last_id)) {
      const back = Math.max(0, state.offset - (fetched.per_page - 1));
      state = { ...state, offset: back, per_page: fetched.per_page };
      continue;
    }
    const { page, done } = advance(state, fetched);
    yield page;
    if (done) return;
    ({ state } = page);
  }
}

function advance(state: WalkState, fetched: Fetched): { page: WalkPage; done: boolean } {
  const { rows, per_page, total } = fetched;
  const fresh = rows.filter((row) => (idOf(row) ?? 0) > state.last_id);
  const short = rows.length < per_page;
  // Rows that this key may not see are counted and left out: a short page is not the last one then.
  const hidden = short && total !== null && state.offset + per_page < total;
  const stuck = hidden && fresh.length === 0;
  const grows = fetched.per_page === state.per_page && state.good + 1 >= GROW_AFTER;
  const next: WalkState = {
    last_id: idOf(fresh.at(-1)) ?? state.last_id,
    offset: stuck ? state.offset + per_page : state.offset + Math.max(0, rows.length - 1),
    per_page: grows ? larger(per_page) : per_page,
    total: state.total ?? total,
    good: grows || per_page !== state.per_page ? 0 : state.good + 1,
    overlaps: !stuck,
  };
  const unreadable = fetched.unreadable.filter(({ id }) => id > state.last_id);
  const readable = fresh.filter((row) => !unreadable.some(({ id }) => id === idOf(row)));
  return { page: { rows: readable, unreadable, state: next }, done: short && !hidden };
}

/** The page at the state's position, smaller where the shop cannot manage the full one. */
async function fetchPage(client: WooClient, path: string, query: Query, state: WalkState): Promise<Fetched> {
  for (let size = state.per_page; ; size = smaller(size)) {
    const asked = { ...query, orderby: 'id', order: 'asc', per_page: size, offset: state.offset };
    try {
      const { rows, total } = await client.list(path, asked);
      return { ...checked(rows, path), total, per_page: size };
    } catch (error) {
      if (!isTooMuch(error)) throw error;
      if (size > SMALLEST) continue;
      return { ...(await oneByOne(client, path, asked, error)), per_page: size };
    }
  }
}

/** A fault that a smaller page may not meet. A server that is not there is not helped by asking it for less. */
function isTooMuch(error: unknown): error is ProviderError {
  if (!(error instanceof ProviderError) || error.retry_after_ms !== undefined) return false;
  return error.fault === 'bad_answer' || (error.fault === 'unavailable' && !isUnreachable(error));
}

function isUnreachable(error: ProviderError): boolean {
  if (error.status === 403 || error.status === 503) return true;
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_TLS|CERT_|DEPTH_ZERO)/.test(code);
}

/** One row that PHP dies on spoils every page that it is on; it is found by asking for each alone. */
async function oneByOne(
  client: WooClient,
  path: string,
  query: Query,
  fault: ProviderError,
): Promise<Omit<Fetched, 'per_page'>> {
  if (fault.status === undefined) throw fault;
  const listed = await client.list(path, { ...query, _fields: 'id' });
  const { rows: ids } = checked(listed.rows, path);
  const rows: JsonObject[] = [];
  const unreadable: Fetched['unreadable'] = [];
  for (const row of ids) {
    const id = idOf(row) ?? 0;
    try {
      rows.push(await client.one(`${path}/${id}`));
    } catch (error) {
      if (error instanceof ProviderError && isGone(error)) continue;
      if (!isTooMuch(error) || error.status === undefined) throw error;
      rows.push({ id });
      unreadable.push({ id, reason: error.message });
    }
  }
  return { rows, unreadable, total: listed.total };
}

/** Throws when the order that everything here rests on was not kept (a cache or plug-in in between). */
function checked(rows: JsonObject[], path: string): { rows: JsonObject[]; unreadable: Fetched['unreadable'] } {
  let last = 0;
  for (const row of rows) {
    const id = idOf(row);
    if (id === null || id <= last) {
      throw new ProviderError({
        fault: 'bad_answer',
        provider: PROVIDER,
        message: `The shop did not keep the order by id in its answer to GET ${path}`,
      });
    }
    last = id;
  }
  return { rows, unreadable: [] };
}

function idOf(row: JsonObject | undefined): number | null {
  const id = Number(row?.id);
  return Number.isSafeInteger(id) && id > 0 ? id : null;
}

function smaller(per_page: number): number {
  return SIZES.find((size) => size < per_page) ?? SMALLEST;
}

function larger(per_page: number): number {
  return SIZES.findLast((size) => size > per_page) ?? SIZES[0];
}

import type { JsonObject } from '../../../../common/json.js';
import type { ProviderRead } from '../provider.port.js';
import { NO_RECORDS, type ProviderPage } from '../provider.records.js';
import { beginningOf, locationsOf } from './square.account.js';
import type { SquareCalls } from './square.client.js';
import { isNotFound, squareError } from './square.errors.js';
import { LISTS, type SquareList } from './square.lists.js';
import { inPlace, mapEach, readCursor, restarted, type ListCursor } from './square.pages.js';
import { readPayout, readPayoutsOfLocation } from './square.payouts.js';
import { objectAt, objectsAt, textAt } from './square.wire.js';

/** Records that are not final are read one by one, so many to a page. */
const OPEN_PAGE = 20;

/** Reads a resource page by page: its list, location by location where Square wants that, then what is not final here. */
export async function* readResource(calls: SquareCalls, read: ProviderRead): AsyncGenerator<ProviderPage> {
  const cursor = readCursor(read.cursor);
  const open = new Set(read.open_ids);
  if (cursor?.phase !== 'open') yield* readLists(calls, read, cursor, open);
  yield* readOpen(calls, read.resource, [...open].sort(), cursor?.phase === 'open' ? cursor.after : null);
}

/** One record as it is now; null: Square has it not. */
export async function readRecord(calls: SquareCalls, resource: string, id: string): Promise<ProviderPage | null> {
  try {
    if (resource === 'payouts') return await readPayout(calls, id);
    const list = listOf(resource);
    const record = objectAt(await list.get(calls, id), list.one);
    return record === null ? null : pageOf(list, [record], null);
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

async function* readLists(
  calls: SquareCalls,
  read: ProviderRead,
  cursor: ListCursor | null,
  open: Set<string>,
): AsyncGenerator<ProviderPage> {
  const list = read.resource === 'payouts' ? null : listOf(read.resource);
  const begin = cursor?.begin ?? (await beginOf(calls, read));
  for (const location of await placesOf(calls, list, cursor)) {
    const start: ListCursor =
      cursor?.location === location ? cursor : { phase: 'list', location, begin, page: null, newest: null, done: null };
    const pages = list === null ? readPayoutsOfLocation(calls, read.until, start) : readList(calls, list, read, start);
    for await (const page of pages) {
      for (const { platform_transaction_id: id } of page.transactions) open.delete(id);
      for (const id of page.complete_payouts) open.delete(id);
      yield page;
    }
  }
}

/** The locations whose lists are still to be read; null: one list of all of them. */
async function placesOf(
  calls: SquareCalls,
  list: SquareList | null,
  cursor: ListCursor | null,
): Promise<(string | null)[]> {
  if (list !== null && !list.isByLocation) return [calls.connection.credentials.location_id ?? null];
  const from = cursor?.location ?? '';
  return (await locationsOf(calls)).filter((place) => place >= from);
}

function spanOf(read: ProviderRead): 'created' | 'updated' {
  return read.mode === 'full' || read.since === null ? 'created' : 'updated';
}

async function beginOf(calls: SquareCalls, read: ProviderRead): Promise<string> {
  return spanOf(read) === 'updated' && read.since !== null ? read.since : beginningOf(calls);
}

async function* readList(
  calls: SquareCalls,
  list: SquareList,
  read: ProviderRead,
  start: ListCursor,
): AsyncGenerator<ProviderPage> {
  const by = spanOf(read);
  let cursor = start;
  for (;;) {
    const { location, begin, page } = cursor;
    const answer = await inPlace(cursor, () => list.list(calls, { location, begin, until: read.until, by, page }));
    if (answer === null) {
      cursor = restarted(cursor);
      continue;
    }
    const records = objectsAt(answer, list.many);
    const next = textAt(answer, 'cursor');
    const time = by === 'created' ? 'created_at' : 'updated_at';
    const newest = records.map((record) => textAt(record, time)).at(-1) ?? cursor.newest;
    cursor = { ...cursor, page: next, newest };
    const wanted = list.isTimed ? records : records.filter((record) => isSince(record, read.since));
    yield pageOf(list, wanted, cursor);
    if (next === null) return;
  }
}

async function* readOpen(
  calls: SquareCalls,
  resource: string,
  ids: string[],
  after: string | null,
): AsyncGenerator<ProviderPage> {
  const left = ids.filter((id) => after === null || id > after);
  for (let at = 0; at < left.length; at += OPEN_PAGE) {
    const some = left.slice(at, at + OPEN_PAGE);
    const found: ProviderPage[] = [];
    for (const id of some) {
      const page = await readRecord(calls, resource, id);
      if (page !== null) found.push(page);
    }
    yield { ...joined(found), cursor: { phase: 'open', after: some.at(-1) ?? null }, total: null };
  }
}

function joined(pages: ProviderPage[]): Omit<ProviderPage, 'cursor' | 'total'> {
  return {
    transactions: pages.flatMap((page) => page.transactions),
    payouts: pages.flatMap((page) => page.payouts),
    payout_lines: pages.flatMap((page) => page.payout_lines),
    complete_payouts: pages.flatMap((page) => page.complete_payouts),
    bad: pages.flatMap((page) => page.bad),
  };
}

function pageOf(list: SquareList, records: JsonObject[], cursor: ListCursor | null): ProviderPage {
  const bad: ProviderPage['bad'] = [];
  const transactions = mapEach(records, bad, list.map);
  return { ...NO_RECORDS, transactions, bad, cursor: cursor === null ? null : { ...cursor }, total: null };
}

function isSince(record: JsonObject, since: string | null): boolean {
  const changed = Date.parse(textAt(record, 'updated_at') ?? '');
  return since === null || Number.isNaN(changed) || changed >= Date.parse(since);
}

function listOf(resource: string): SquareList {
  const list = LISTS[resource];
  if (list !== undefined) return list;
  throw squareError({ fault: 'rejected', message: `Square has no ${resource} to read` });
}

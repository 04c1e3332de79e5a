import type { JsonObject } from '../../../../common/json.js';
import { NO_RECORDS, type ProviderPage, type ProviderPayout } from '../provider.records.js';
import type { SquareCalls } from './square.client.js';
import { inPlace, mapEach, restarted, type ListCursor } from './square.pages.js';
import { lineOfSimplePayout, mapEntry, mapPayout } from './square.payout-mapper.js';
import { objectAt, objectsAt, textAt } from './square.wire.js';

/** Few to a page: each of them is a list of its own. */
const PAYOUTS = 25;
const ENTRIES = 100;

/** Payouts of a location that were made between `start.begin` and `until`, each with all its entries. */
export async function* readPayoutsOfLocation(
  calls: SquareCalls,
  until: string,
  start: ListCursor,
): AsyncGenerator<ProviderPage> {
  let cursor = start;
  for (;;) {
    const answer = await inPlace(cursor, () => listPayouts(calls, cursor, until));
    if (answer === null) {
      cursor = restarted(cursor);
      continue;
    }
    const payouts = objectsAt(answer, 'payouts');
    const done = payouts.findIndex((payout) => payout.id === cursor.done);
    for (const payout of payouts.slice(done + 1)) {
      for await (const page of pagesOf(calls, payout)) yield { ...page, cursor: { ...cursor } };
      // After a stop this page of payouts is read again, and gone on with behind the last one that was read whole.
      cursor = { ...cursor, done: textAt(payout, 'id') };
    }
    const next = textAt(answer, 'cursor');
    const newest = payouts.map((payout) => textAt(payout, 'created_at')).at(-1) ?? cursor.newest;
    cursor = { ...cursor, page: next, newest, done: null };
    yield { ...NO_RECORDS, cursor: { ...cursor }, total: null };
    if (next === null) return;
  }
}

/** One payout with all its entries. Throws ProviderError `rejected` (404) when there is none. */
export async function readPayout(calls: SquareCalls, id: string): Promise<ProviderPage | null> {
  const payout = objectAt(await calls.call('a payout', (client) => client.payouts.get({ payoutId: id })), 'payout');
  if (payout === null) return null;
  const whole: ProviderPage = {
    transactions: [],
    payouts: [],
    payout_lines: [],
    complete_payouts: [],
    bad: [],
    cursor: null,
    total: null,
  };
  for await (const page of pagesOf(calls, payout)) {
    whole.transactions.push(...page.transactions);
    whole.payouts.push(...page.payouts);
    whole.payout_lines.push(...page.payout_lines);
    whole.complete_payouts.push(...page.complete_payouts);
    whole.bad.push(...page.bad);
  }
  return whole;
}

/** The payout with its first entries, then the rest of them. One that cannot be mapped is one page with it in `bad`. */
async function* pagesOf(calls: SquareCalls, record: JsonObject): AsyncGenerator<ProviderPage> {
  const bad: ProviderPage['bad'] = [];
  const payout = mapEach([record], bad, mapPayout)[0];
  if (payout === undefined) {
    yield { ...NO_RECORDS, bad, cursor: null, total: null };
    return;
  }
  const id = payout.platform_payout_id;
  const only = lineOfSimplePayout(record, payout);
  if (only !== null) {
    const lines = { payouts: [payout], payout_lines: [only], complete_payouts: [id] };
    yield { ...NO_RECORDS, ...lines, cursor: null, total: null };
    return;
  }
  let place: string | null = null;
  let payouts: ProviderPayout[] = [payout];
  do {
    const answer = await listEntries(calls, id, place);
    place = textAt(answer, 'cursor');
    yield {
      ...entriesPage(objectsAt(answer, 'payout_entries'), payout),
      payouts,
      ...(place === null ? { complete_payouts: [id] } : {}),
    };
    payouts = [];
  } while (place !== null);
}

function entriesPage(entries: JsonObject[], payout: ProviderPayout): ProviderPage {
  const bad: ProviderPage['bad'] = [];
  const mapped = mapEach(entries, bad, (entry) => mapEntry(entry, payout));
  return {
    ...NO_RECORDS,
    transactions: mapped.flatMap(({ transaction }) => (transaction === null ? [] : [transaction])),
    payout_lines: mapped.map(({ line }) => line),
    bad,
    cursor: null,
    total: null,
  };
}

function listPayouts(calls: SquareCalls, { location, begin, page }: ListCursor, until: string): Promise<JsonObject> {
  return calls.call('the list of payouts', (client) =>
    client.payouts.list({
      ...(location === null ? {} : { locationId: location }),
      beginTime: begin,
      endTime: until,
      sortOrder: 'ASC',
      limit: PAYOUTS,
      ...(page === null ? {} : { cursor: page }),
    }),
  );
}

function listEntries(calls: SquareCalls, id: string, place: string | null): Promise<JsonObject> {
  return calls.call('the entries of a payout', (client) =>
    client.payouts.listEntries({
      payoutId: id,
      sortOrder: 'ASC',
      limit: ENTRIES,
      ...(place === null ? {} : { cursor: place }),
    }),
  );
}

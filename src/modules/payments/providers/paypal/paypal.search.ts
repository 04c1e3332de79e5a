import type { Json } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { ProviderRead } from '../provider.port.js';
import { NO_RECORDS, type ProviderPage } from '../provider.records.js';
import { accepted, issuesOf } from './paypal.answers.js';
import type { PaypalClient } from './paypal.client.js';
import { mapRow } from './paypal.search-mapper.js';
import { at, listOf, RecordFault, secondsText, textAt } from './paypal.values.js';

/** Reading PayPal's transaction search, window by window. */

const SECOND = 1000;
/** What the Payments API and the search call the time of the same thing may differ by. */
const AROUND_MS = 30 * SECOND;
const DAY = 86_400 * SECOND;
/** PayPal takes 31 days at most. */
const WINDOW_MS = 31 * DAY - SECOND;
/** "The previous three years", with a day's grace for its clock and ours. */
const HISTORY_MS = 3 * 365 * DAY - DAY;
/** PayPal's most. */
const PAGE_SIZE = 500;

export const SEARCH_PERMISSION = 'Transaction search (reporting/search/read)';

/**
 * Three passes over each window. The first asks without filters, since with one PayPal leaves out the balance after a row; it shows
 * what moved money. What is pending or was denied has moved none, and is asked for by its status.
 */
const PASSES = [
  {},
  { transactionStatus: 'P', balanceAffectingRecordsOnly: 'N' },
  { transactionStatus: 'D', balanceAffectingRecordsOnly: 'N' },
] as const;

/** Which page comes next. Times in ms. */
export interface SearchPosition {
  start: number;
  end: number;
  pass: number;
  page: number;
}

interface Asked {
  start: number;
  end: number;
  pass: number;
  page: number;
  transaction_id?: string;
}

interface Found {
  rows: Json[];
  total_pages: number;
}

/** Everything from `since` (three years back at most) to `until`, oldest first; transactions and payouts as they come. */
export async function* readSearch(client: PaypalClient, read: ProviderRead): AsyncGenerator<ProviderPage> {
  const until = Date.parse(read.until);
  const payouts = new Set<string>();
  for (let next = beginning(read, until); next !== null;) {
    const found = await search(client, next);
    if (found === 'too_large') {
      next = halved(next);
      continue;
    }
    // Nothing at all from here on: PayPal has no data of a time that young.
    if (found === 'not_yet') break;
    const after = following(next, found.total_pages, until);
    const page = pageOf(found.rows, after === null ? { done: true } : { ...after });
    // A withdrawal under way moves the balance and is pending: the pass that tells the balance goes.
    page.payouts = page.payouts.filter(({ platform_payout_id: id }) => next?.pass === 0 || !payouts.has(id));
    for (const { platform_payout_id: id } of page.payouts) payouts.add(id);
    if (found.rows.length > 0) yield page;
    next = after;
  }
}

/** The rows of one transaction, wherever in the last `days` it was begun; the newest windows are looked into first. */
export async function findRows(client: PaypalClient, id: string, until: number, days: number): Promise<Json[]> {
  // PayPal takes ids of 17 to 19 characters; what is another it has not.
  if (!/^[A-Z0-9]{17,19}$/.test(id)) return [];
  for (let end = until; end > until - days * DAY; end -= WINDOW_MS) {
    const start = Math.max(end - WINDOW_MS, until - HISTORY_MS, until - days * DAY);
    // Pending and denied ones too, which move no balance: pass 0 would leave them out.
    for (const pass of [0, 1, 2]) {
      const found = await search(client, { start, end, pass, page: 1, transaction_id: id });
      if (typeof found === 'object' && found.rows.length > 0) return found.rows;
    }
  }
  return [];
}

/** The rows of a short time, unfiltered: the balance after each is told. */
export async function rowsAround(client: PaypalClient, moment: number): Promise<Json[]> {
  const found = await search(client, { start: moment - AROUND_MS, end: moment + AROUND_MS, pass: 0, page: 1 });
  return typeof found === 'object' ? found.rows : [];
}

/** One look, that tells of the account: `account_number` is the merchant's own id at PayPal. */
export async function probeSearch(client: PaypalClient, now: number): Promise<Json> {
  const answer = await ask(client, { start: now - DAY, end: now, pass: 0, page: 1 }, 1);
  if (isNotYet(issuesOf(answer), answer.text)) {
    const earlier = now - 2 * DAY;
    return accepted(await ask(client, { start: earlier - DAY, end: earlier, pass: 0, page: 1 }, 1));
  }
  return accepted(answer);
}

export function mapRows(rows: readonly Json[]): Omit<ProviderPage, 'cursor' | 'total'> {
  const page = { ...NO_RECORDS, transactions: [...NO_RECORDS.transactions], payouts: [...NO_RECORDS.payouts] };
  const bad: ProviderPage['bad'] = [];
  for (const row of rows) {
    try {
      const mapped = mapRow(row);
      page.transactions.push(...mapped.transactions);
      page.payouts.push(...mapped.payouts);
    } catch (error) {
      if (!(error instanceof RecordFault)) throw error;
      bad.push({ platform_id: textAt(row, 'transaction_info', 'transaction_id'), reason: error.message, raw: row });
    }
  }
  return { ...page, bad };
}

function pageOf(rows: readonly Json[], cursor: Json): ProviderPage {
  return { ...mapRows(rows), cursor, total: null };
}

/** Null: a resumed read that had come to its end. */
export function beginning(read: Pick<ProviderRead, 'since' | 'cursor'>, until: number): SearchPosition | null {
  const { cursor } = read;
  if (at(cursor, 'done') === true) return null;
  const [start, end, pass, page] = ['start', 'end', 'pass', 'page'].map((name) => at(cursor, name));
  if (typeof start === 'number' && typeof end === 'number' && typeof pass === 'number' && typeof page === 'number') {
    return { start, end, pass, page };
  }
  const oldest = until - HISTORY_MS;
  const since = read.since === null ? oldest : Math.max(Date.parse(read.since), oldest);
  const first = Math.floor(since / SECOND) * SECOND;
  return first >= until ? null : { start: first, end: Math.min(first + WINDOW_MS, until), pass: 0, page: 1 };
}

/** Null: that was the last one. */
export function following(position: SearchPosition, totalPages: number, until: number): SearchPosition | null {
  if (position.page < totalPages) return { ...position, page: position.page + 1 };
  if (position.pass + 1 < PASSES.length) return { ...position, pass: position.pass + 1, page: 1 };
  if (position.end >= until) return null;
  // The second that they share is read twice: a window's ends belong to it.
  return { start: position.end, end: Math.min(position.end + WINDOW_MS, until), pass: 0, page: 1 };
}

/** PayPal shows no more than 10,000 rows of one question. */
export function halved(position: SearchPosition): SearchPosition {
  const middle = Math.floor((position.start + position.end) / 2 / SECOND) * SECOND;
  if (middle > position.start) return { ...position, end: middle, pass: 0, page: 1 };
  const message = `PayPal has more than it shows within one second, at ${secondsText(position.start)}`;
  throw new ProviderError({ fault: 'bad_answer', provider: 'paypal', message, provider_code: 'RESULTSET_TOO_LARGE' });
}

async function search(client: PaypalClient, asked: Asked): Promise<Found | 'too_large' | 'not_yet'> {
  const answer = await ask(client, asked, PAGE_SIZE);
  const issues = issuesOf(answer);
  if (answer.status === 400 && issues.includes('RESULTSET_TOO_LARGE')) return 'too_large';
  if (isNotYet(issues, answer.text)) return 'not_yet';
  const body = accepted(answer);
  return { rows: listOf(at(body, 'transaction_details')), total_pages: Number(at(body, 'total_pages') ?? 0) };
}

function ask(client: PaypalClient, asked: Asked, pageSize: number): ReturnType<PaypalClient['sdk']> {
  return client.sdk(SEARCH_PERMISSION, ({ search: controller }) =>
    controller.searchTransactions({
      startDate: secondsText(asked.start),
      endDate: secondsText(Math.ceil(asked.end / SECOND) * SECOND),
      fields: 'all',
      pageSize,
      page: asked.page,
      ...PASSES[asked.pass],
      ...(asked.transaction_id === undefined ? {} : { transactionId: asked.transaction_id }),
    }),
  );
}

/** How PayPal says that its search, hours late, has nothing of that time yet. */
function isNotYet(issues: readonly string[], text: string): boolean {
  return issues.includes('INVALID_REQUEST') && /data for the given start date is not available/i.test(text);
}

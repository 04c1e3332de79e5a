import type { JsonObject } from '../core/json.js';
import { ACCOUNT_ID } from './apps.js';
import type { PaypalBooks } from './books.js';
import { money } from './money.js';
import { badRequest, tooLarge } from './refusal.js';
import type { Row } from './rows.js';
import { customOf, invoiceOf, iso, payerId, refundCustomOf, subjectOf } from './texts.js';

/** GET /v1/reporting/transactions and /v1/reporting/balances */

const DAY = 86_400_000;
const LONGEST_MS = 31 * DAY;
const HISTORY_MS = 3 * 365 * DAY + DAY;
const MOST_ROWS = 10_000;
const TIME =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
const FILTERS = ['transaction_id', 'transaction_type', 'transaction_status', 'transaction_currency'];
const KNOWN = [...FILTERS, 'start_date', 'end_date', 'fields', 'balance_affecting_records_only', 'page_size', 'page'];

interface Query {
  start: number;
  end: number;
  filters: ReadonlyMap<string, string>;
  /** Rows that moved no balance, too. */
  all: boolean;
  isWhole: boolean;
  size: number;
  page: number;
}

export function searchTransactions(books: PaypalBooks, url: URL): JsonObject {
  const query = queryOf(url.searchParams, books.refreshedAt());
  const found = rowsIn(books.searched(), query);
  if (found.length > MOST_ROWS) throw tooLarge();
  const shown = found.slice((query.page - 1) * query.size, query.page * query.size);
  const hasBalance = query.filters.size === 0 && !query.all;
  return {
    // An empty list is left out: the published contract wants one row at least.
    ...(shown.length > 0 ? { transaction_details: shown.map((row) => rowView(row, query.isWhole, hasBalance)) } : {}),
    account_number: ACCOUNT_ID,
    start_date: iso(query.start),
    end_date: iso(Math.min(query.end, Math.max(books.refreshedAt(), query.start))),
    last_refreshed_datetime: iso(books.refreshedAt()),
    page: query.page,
    total_items: found.length,
    total_pages: Math.ceil(found.length / query.size),
    links: [{ href: url.href, rel: 'self', method: 'GET' }],
  };
}

export function listBalances(books: PaypalBooks, url: URL): JsonObject {
  onlyThese(url.searchParams, ['as_of_time', 'currency_code']);
  const last = new Map<string, number>();
  for (const row of books.searched()) if (row.balance !== null) last.set(row.currency, row.balance);
  if (!last.has(books.ledger.currency)) last.set(books.ledger.currency, 0);
  return {
    balances: [...last].map(([currency, balance]) => ({
      currency,
      primary: currency === books.ledger.currency,
      total_balance: money(balance, currency),
      available_balance: money(balance, currency),
      withheld_balance: money(0, currency),
    })),
    account_id: ACCOUNT_ID,
    as_of_time: iso(books.refreshedAt()),
    last_refresh_time: iso(books.refreshedAt()),
  };
}

function queryOf(params: URLSearchParams, refreshedAt: number): Query {
  onlyThese(params, KNOWN);
  const start = timeIn(params, 'start_date');
  const end = timeIn(params, 'end_date');
  if (end < start) throw badRequest('INVALID_RANGE', 'End date is before the start date', 'end_date');
  if (end - start > LONGEST_MS) throw badRequest('INVALID_RANGE', 'Date range is greater than 31 days', 'end_date');
  if (start < Date.now() - HISTORY_MS)
    throw badRequest('INVALID_RANGE', 'Start date is older than 3 years', 'start_date');
  if (start > refreshedAt) {
    throw badRequest(
      'Data for the given start date is not available.',
      'Data for the given start date is not available.',
      'start_date',
    );
  }
  const filters = new Map(FILTERS.flatMap((name) => (params.has(name) ? [[name, params.get(name) ?? '']] : [])));
  const id = filters.get('transaction_id');
  if (id !== undefined && (id.length < 17 || id.length > 19)) {
    throw badRequest('INVALID_STRING_LENGTH', 'The id must have 17 to 19 characters', 'transaction_id');
  }
  const records = params.get('balance_affecting_records_only') ?? 'Y';
  if (!['Y', 'N'].includes(records)) throw badRequest('INVALID_VALUE', 'Y or N', 'balance_affecting_records_only');
  return {
    start,
    end,
    filters,
    all: records === 'N',
    isWhole: (params.get('fields') ?? '').split(',').includes('all'),
    size: wholeIn(params, 'page_size', 100, 500),
    page: wholeIn(params, 'page', 1, 2_147_483_647),
  };
}

function rowsIn(rows: readonly Row[], query: Query): Row[] {
  const found: Row[] = [];
  for (let index = firstAt(rows, query.start); index < rows.length; index++) {
    const row = rows[index];
    if (row === undefined || row.at > query.end) break;
    if ((query.all || row.balance !== null) && fits(row, query.filters)) found.push(row);
  }
  return found;
}

function fits(row: Row, filters: ReadonlyMap<string, string>): boolean {
  const own: Record<string, string> = {
    transaction_id: row.id,
    transaction_type: row.code,
    transaction_status: row.status,
    transaction_currency: row.currency,
  };
  for (const [name, wanted] of filters) if (own[name] !== wanted) return false;
  return true;
}

/** The position of the first row at or after a moment. */
function firstAt(rows: readonly Row[], at: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.at ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function rowView(row: Row, isWhole: boolean, hasBalance: boolean): JsonObject {
  const { payment, currency } = row;
  const email = payment?.email ?? null;
  const invoice = invoiceOf(payment);
  const custom = (row.refund === null ? null : refundCustomOf(row.refund)) ?? customOf(payment);
  const subject = subjectOf(row.subject);
  const info: JsonObject = {
    ...(email === null ? {} : { paypal_account_id: payerId(email) }),
    transaction_id: row.id,
    ...(row.reference === null
      ? {}
      : { paypal_reference_id: row.reference.id, paypal_reference_id_type: row.reference.type }),
    transaction_event_code: row.code,
    transaction_initiation_date: iso(row.at),
    transaction_updated_date: iso(row.at),
    transaction_amount: money(row.amount, currency),
    ...(row.fee === 0 ? {} : { fee_amount: money(row.fee, currency) }),
    transaction_status: row.status,
    ...(subject === null ? {} : { transaction_subject: subject }),
    ...(hasBalance && row.balance !== null
      ? { ending_balance: money(row.balance, currency), available_balance: money(row.balance, currency) }
      : {}),
    ...(invoice === null ? {} : { invoice_id: invoice }),
    ...(custom === null ? {} : { custom_field: custom }),
    ...(row.code === 'T0006' ? { protection_eligibility: '01' } : {}),
  };
  return { transaction_info: info, ...(isWhole ? buyerOf(row) : {}) };
}

function buyerOf({ payment }: Row): JsonObject {
  if (payment === null) return {};
  const [given = '', ...rest] = (payment.name ?? '').split(' ');
  const surname = rest.join(' ');
  return {
    payer_info: {
      ...(payment.email === null ? {} : { account_id: payerId(payment.email), email_address: payment.email }),
      address_status: 'Y',
      payer_status: 'Y',
      payer_name:
        payment.name === null
          ? {}
          : { given_name: given, ...(surname === '' ? {} : { surname }), alternate_full_name: payment.name },
      ...(payment.country === null ? {} : { country_code: payment.country }),
    },
    cart_info: {},
  };
}

function timeIn(params: URLSearchParams, name: string): number {
  const text = params.get(name);
  if (text === null) throw badRequest('MISSING_REQUIRED_PARAMETER', `${name} is required`, name);
  if (!TIME.test(text)) throw badRequest('INVALID_PARAMETER_SYNTAX', `${name} is no date and time`, name);
  return Date.parse(text);
}

function wholeIn(params: URLSearchParams, name: string, fallback: number, most: number): number {
  const text = params.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
  throw badRequest('INVALID_PARAMETER_VALUE', `${name} must be from 1 to ${most}`, name);
}

export function onlyThese(params: URLSearchParams, known: readonly string[]): void {
  for (const name of params.keys()) {
    if (!known.includes(name)) throw badRequest('UNKNOWN_PARAMETER', `${name} is not known here`, name);
  }
}

import type { JsonObject } from '../core/json.js';
import type { LedgerPayment, LedgerRefund } from '../core/ledger.types.js';
import { notFound } from './answers.js';
import { choiceIn, timeIn } from './input.js';
import { checkWindow, pageOf, type Dated } from './paging.js';
import { entryView } from './payout-views.js';
import { currencyOfLocation } from './places.js';
import type { Store } from './store.js';

const YEAR = 365 * 86_400_000;

const WINDOW = ['begin_time', 'end_time', 'sort_order', 'cursor', 'location_id', 'limit'];
const CHANGES = ['updated_at_begin_time', 'updated_at_end_time', 'sort_field'];
export const PAYMENT_QUERY = [...WINDOW, ...CHANGES];
export const REFUND_QUERY = [...WINDOW, ...CHANGES, 'status', 'source_type'];
export const DISPUTE_QUERY = ['cursor', 'states', 'location_id'];
export const PAYOUT_QUERY = [...WINDOW, 'status'];
export const ENTRY_QUERY = ['sort_order', 'cursor', 'limit'];

export function listPayments(store: Store, query: URLSearchParams): JsonObject {
  const currency = locationIn(store, query) ?? store.ledger.currency;
  return moved<LedgerPayment>(query, {
    name: 'payments',
    records: store.ledger.payments,
    updated: (payment) => store.updatedPayment(payment),
    matches: (payment) => payment.currency === currency,
    view: (payment) => store.payment(payment),
  });
}

export function listRefunds(store: Store, query: URLSearchParams): JsonObject {
  const currency = locationIn(store, query);
  const status = choiceIn(query, 'status', ['PENDING', 'COMPLETED', 'REJECTED', 'FAILED']);
  const statuses = { PENDING: 'pending', COMPLETED: 'succeeded', FAILED: 'failed', REJECTED: null } as const;
  const wanted = status === null ? undefined : statuses[status];
  return moved<LedgerRefund>(query, {
    name: 'refunds',
    records: store.ledger.refunds,
    updated: (refund) => store.updatedRefund(refund),
    matches: (refund) =>
      (currency === null || refund.currency === currency) && (wanted === undefined || refund.status === wanted),
    view: (refund) => store.refund(refund),
  });
}

const STATES = [
  'INQUIRY_EVIDENCE_REQUIRED',
  'INQUIRY_PROCESSING',
  'INQUIRY_CLOSED',
  'EVIDENCE_REQUIRED',
  'PROCESSING',
  'WON',
  'LOST',
  'ACCEPTED',
] as const;

export function listDisputes(store: Store, query: URLSearchParams): JsonObject {
  const currency = locationIn(store, query);
  const state = choiceIn(query, 'states', STATES);
  const { disputes } = store.ledger;
  return pageOf(
    {
      name: 'disputes',
      records: disputes,
      timeOf: (dispute) => dispute.created,
      matches: (dispute) =>
        (currency === null || dispute.currency === currency) &&
        (state === null || store.dispute(dispute).state === state),
      view: (dispute) => store.dispute(dispute),
      begin: 0,
      end: Number.MAX_SAFE_INTEGER,
    },
    query,
  );
}

export function listPayouts(store: Store, query: URLSearchParams): JsonObject {
  const currency = locationIn(store, query) ?? store.ledger.currency;
  const status = choiceIn(query, 'status', ['SENT', 'PAID', 'FAILED']);
  const { begin, end } = createdIn(query);
  return pageOf(
    {
      name: 'payouts',
      records: store.ledger.payouts,
      timeOf: (payout) => payout.created,
      matches: (payout) => payout.currency === currency && (status === null || store.payout(payout).status === status),
      view: (payout) => store.payout(payout),
      begin,
      end,
    },
    query,
  );
}

export function listEntries(store: Store, id: string, query: URLSearchParams): JsonObject {
  const payout = store.ledger.payoutOf(id);
  if (payout === undefined) throw notFound('Payout not found.');
  const records = [...payout.entries].sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
  return pageOf(
    {
      name: 'payout_entries',
      records,
      timeOf: (entry) => entry.created,
      matches: () => true,
      view: (entry) => entryView(entry, payout, store.ledger),
      begin: 0,
      end: Number.MAX_SAFE_INTEGER,
    },
    query,
  );
}

interface Moved<T extends Dated> {
  name: string;
  records: readonly T[];
  updated: (record: T) => number;
  matches: (record: T) => boolean;
  view: (record: T) => JsonObject;
}

/** Payments and refunds: by creation, within the last year unless asked otherwise; or by change. */
function moved<T extends Dated>(query: URLSearchParams, { updated, records, ...listing }: Moved<T>): JsonObject {
  const { begin, end } = createdIn(query);
  const from = timeIn(query, 'updated_at_begin_time');
  const to = timeIn(query, 'updated_at_end_time');
  checkWindow(from ?? 0, to ?? Number.MAX_SAFE_INTEGER, 'updated_at_end_time');
  const byChange = choiceIn(query, 'sort_field', ['CREATED_AT', 'UPDATED_AT', 'OFFLINE_CREATED_AT']) === 'UPDATED_AT';
  const isChanged = (record: T): boolean =>
    (from === null || updated(record) >= from) && (to === null || updated(record) <= to);
  if (!byChange) {
    const matches = (record: T): boolean => listing.matches(record) && isChanged(record);
    return pageOf({ ...listing, records, timeOf: ({ created }) => created, matches, begin, end }, query);
  }
  const within = records
    .filter((record) => record.created >= begin && record.created <= end && isChanged(record))
    .sort((a, b) => updated(a) - updated(b) || (a.id < b.id ? -1 : 1));
  return pageOf({ ...listing, records: within, timeOf: updated, begin: 0, end: Number.MAX_SAFE_INTEGER }, query);
}

function createdIn(query: URLSearchParams): { begin: number; end: number } {
  const now = Date.now();
  const begin = timeIn(query, 'begin_time') ?? now - YEAR;
  const end = timeIn(query, 'end_time') ?? now;
  checkWindow(begin, end, 'end_time');
  return { begin, end };
}

/** The currency of the location that was asked for; null where none was. */
function locationIn(store: Store, query: URLSearchParams): string | null {
  const id = query.get('location_id');
  if (id === null) return null;
  const currency = currencyOfLocation(id, store.currencies());
  if (currency === null) throw notFound(`Location \`${id}\` not found.`);
  return currency;
}

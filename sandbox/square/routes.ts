import type { JsonObject } from '../core/json.js';
import type { SandboxRequest } from '../core/provider.js';
import { notFound } from './answers.js';
import type { IdempotencyKeys } from './idempotency.js';
import { bodyOf, limitIn, queryOf, requiredTextIn, textIn } from './input.js';
import {
  DISPUTE_QUERY,
  ENTRY_QUERY,
  listDisputes,
  listEntries,
  listPayments,
  listPayouts,
  listRefunds,
  PAYMENT_QUERY,
  PAYOUT_QUERY,
  REFUND_QUERY,
} from './lists.js';
import { locationView, merchantView } from './places.js';
import { createRefund, REFUND_FIELDS } from './refund-create.js';
import type { Store } from './store.js';
import type { Subscriptions } from './subscriptions.js';
import { APPLICATION_ID, MERCHANT_ID, WEBHOOKS, type Token } from './tokens.js';

const KEY_LENGTH = 45;
const MONTH = 30 * 86_400_000;

/** What the routes work on. */
export interface Desk {
  store: Store;
  subscriptions: Subscriptions;
  keys: IdempotencyKeys;
  /** Counts a write that was carried out. */
  wrote: (kind: string) => void;
  /** Ends a pending refund a moment later. */
  settle: (refund_id: string) => void;
}

export interface Call {
  desk: Desk;
  request: SandboxRequest;
  /** What stands in the path. */
  id: string;
  token: Token;
}

export interface Route {
  method: string;
  pattern: RegExp;
  /** Null: any token. */
  scope: string | null;
  run: (call: Call) => JsonObject;
}

const get = (pattern: RegExp, scope: string | null, run: Route['run']): Route => ({
  method: 'GET',
  pattern,
  scope,
  run,
});

/** One record of a kind, or 404 in Square's words. */
function one(call: Call, name: string, record: JsonObject | undefined): JsonObject {
  queryOf(call.request, []);
  if (record === undefined) throw notFound();
  return { [name]: record };
}

const shown = <T>(record: T | undefined, view: (record: T) => JsonObject): JsonObject | undefined =>
  record === undefined ? undefined : view(record);

export const ROUTES: readonly Route[] = [
  get(/^\/v2\/merchants\/([^/]+)$/, 'MERCHANT_PROFILE_READ', (call) => {
    const { store } = call.desk;
    const isMe = call.id === 'me' || call.id === MERCHANT_ID;
    return one(call, 'merchant', isMe ? merchantView(store.ledger.currency, store.opened) : undefined);
  }),
  get(/^\/v2\/locations$/, 'MERCHANT_PROFILE_READ', (call) => {
    queryOf(call.request, []);
    const { store } = call.desk;
    return { locations: store.currencies().map((currency) => locationView(currency, store.opened)) };
  }),
  get(/^\/v2\/payments$/, 'PAYMENTS_READ', ({ desk, request }) =>
    listPayments(desk.store, queryOf(request, PAYMENT_QUERY)),
  ),
  get(/^\/v2\/payments\/([^/]+)$/, 'PAYMENTS_READ', (call) => {
    const { store } = call.desk;
    return one(
      call,
      'payment',
      shown(store.ledger.payment(call.id), (payment) => store.payment(payment)),
    );
  }),
  get(/^\/v2\/refunds$/, 'PAYMENTS_READ', ({ desk, request }) =>
    listRefunds(desk.store, queryOf(request, REFUND_QUERY)),
  ),
  get(/^\/v2\/refunds\/([^/]+)$/, 'PAYMENTS_READ', (call) => {
    const { store } = call.desk;
    return one(
      call,
      'refund',
      shown(store.ledger.refundOf(call.id), (refund) => store.refund(refund)),
    );
  }),
  get(/^\/v2\/disputes$/, 'DISPUTES_READ', ({ desk, request }) =>
    listDisputes(desk.store, queryOf(request, DISPUTE_QUERY)),
  ),
  get(/^\/v2\/disputes\/([^/]+)$/, 'DISPUTES_READ', (call) => {
    const { store } = call.desk;
    return one(
      call,
      'dispute',
      shown(store.ledger.disputeOf(call.id), (dispute) => store.dispute(dispute)),
    );
  }),
  get(/^\/v2\/payouts$/, 'PAYOUTS_READ', ({ desk, request }) =>
    listPayouts(desk.store, queryOf(request, PAYOUT_QUERY)),
  ),
  get(/^\/v2\/payouts\/([^/]+)$/, 'PAYOUTS_READ', (call) => {
    const { store } = call.desk;
    return one(
      call,
      'payout',
      shown(store.ledger.payoutOf(call.id), (payout) => store.payout(payout)),
    );
  }),
  get(/^\/v2\/payouts\/([^/]+)\/payout-entries$/, 'PAYOUTS_READ', ({ desk, request, id }) =>
    listEntries(desk.store, id, queryOf(request, ENTRY_QUERY)),
  ),
  { method: 'POST', pattern: /^\/v2\/refunds$/, scope: 'PAYMENTS_WRITE', run: refund },
  { method: 'POST', pattern: /^\/oauth2\/token\/status$/, scope: null, run: tokenStatus },
  get(/^\/v2\/webhooks\/subscriptions$/, WEBHOOKS, ({ desk, request }) => {
    const query = queryOf(request, ['cursor', 'include_disabled', 'sort_order', 'limit']);
    return {
      subscriptions: desk.subscriptions.list(query.get('include_disabled') === 'true').slice(0, limitIn(query)),
    };
  }),
  get(/^\/v2\/webhooks\/subscriptions\/([^/]+)$/, WEBHOOKS, ({ desk, id }) => ({
    subscription: desk.subscriptions.view(id),
  })),
  { method: 'POST', pattern: /^\/v2\/webhooks\/subscriptions$/, scope: WEBHOOKS, run: subscribe },
  { method: 'PUT', pattern: /^\/v2\/webhooks\/subscriptions\/([^/]+)$/, scope: WEBHOOKS, run: resubscribe },
  {
    method: 'DELETE',
    pattern: /^\/v2\/webhooks\/subscriptions\/([^/]+)$/,
    scope: WEBHOOKS,
    run: ({ desk, id }) => {
      desk.subscriptions.remove(id);
      return {};
    },
  },
];

function refund({ desk, request }: Call): JsonObject {
  const body = bodyOf(request, REFUND_FIELDS);
  const key = requiredTextIn(body, 'idempotency_key', KEY_LENGTH);
  return desk.keys.once(`refunds ${key}`, body, () => {
    const { id } = createRefund(desk.store, body);
    desk.wrote('refunds');
    desk.settle(id);
    return () => ({ refund: shown(desk.store.ledger.refundOf(id), (made) => desk.store.refund(made)) ?? {} });
  });
}

function subscribe({ desk, request }: Call): JsonObject {
  const body = bodyOf(request, ['idempotency_key', 'subscription']);
  const key = textIn(body, 'idempotency_key', KEY_LENGTH);
  const make = (): (() => JsonObject) => {
    const id = desk.subscriptions.create(body.subscription);
    desk.wrote('subscriptions');
    return () => ({ subscription: desk.subscriptions.view(id) });
  };
  return key === null ? make()() : desk.keys.once(`subscriptions ${key}`, body, make);
}

function resubscribe({ desk, request, id }: Call): JsonObject {
  const body = bodyOf(request, ['subscription']);
  return { subscription: desk.subscriptions.update(id, body.subscription) };
}

function tokenStatus({ token }: Call): JsonObject {
  return {
    scopes: token.scopes.filter((scope) => scope !== WEBHOOKS),
    ...(token.is_personal ? {} : { expires_at: new Date(Date.now() + MONTH).toISOString() }),
    client_id: APPLICATION_ID,
    merchant_id: MERCHANT_ID,
  };
}

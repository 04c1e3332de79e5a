import type { JsonObject } from '../core/json.js';
import { accountView } from './account.js';
import type { Endpoints } from './endpoints.js';
import { type Fields, listIn, textIn } from './form.js';
import type { History } from './history.js';
import type { Permission } from './keys.js';
import { listOf, PAGING } from './paging.js';
import { missing, Refusal } from './refusal.js';
import { createRefund, REFUND_PARAMS } from './refund-create.js';
import type { Store } from './store.js';
import { chargeView, disputeView, payoutView, refundView } from './views.js';

/** What routes work on. */
export interface Desk {
  store: Store;
  history: History;
  endpoints: Endpoints;
}

export interface Route {
  /** What a restricted key needs. */
  permission: Permission;
  /** Names that it takes. */
  params: readonly string[];
  run: (desk: Desk, fields: Fields, id: string) => JsonObject;
}

const DATED = [...PAGING, 'created'];

/** By method and path; `:id` stands for one segment. */
export const ROUTES: Record<string, Route> = {
  'GET /v1/account': {
    permission: 'account',
    params: ['expand'],
    run: ({ store }) => accountView(store.ledger.currency),
  },
  'GET /v1/charges': {
    permission: 'charge_read',
    params: [...DATED, 'payment_intent'],
    run: ({ store }, query) => {
      const intent = textIn(query, 'payment_intent');
      return listOf(
        {
          records: store.ledger.payments,
          what: 'charge',
          url: '/v1/charges',
          matches: (payment) => intent === null || payment.intent_id === intent,
          view: (payment) => chargeView(payment, store),
        },
        query,
      );
    },
  },
  'GET /v1/charges/:id': {
    permission: 'charge_read',
    params: ['expand'],
    run: ({ store }, _query, id) => found(store.charge(id), 'charge', id),
  },
  'GET /v1/refunds': {
    permission: 'charge_read',
    params: [...DATED, 'charge', 'payment_intent'],
    run: ({ store }, query) => listRefunds(store, query),
  },
  'GET /v1/refunds/:id': {
    permission: 'charge_read',
    params: ['expand'],
    run: ({ store }, _query, id) => found(store.refund(id), 'refund', id),
  },
  'POST /v1/refunds': {
    permission: 'charge_write',
    params: REFUND_PARAMS,
    run: ({ store }, form) => createRefund(store, form),
  },
  'GET /v1/disputes': {
    permission: 'dispute_read',
    params: [...DATED, 'charge', 'payment_intent'],
    run: ({ store }, query) => {
      const charge = textIn(query, 'charge');
      return listOf(
        {
          records: store.ledger.disputes,
          what: 'dispute',
          url: '/v1/disputes',
          matches: (dispute) => charge === null || dispute.payment_id === charge,
          view: (dispute) => disputeView(dispute, store.ledger.payment(dispute.payment_id)),
        },
        query,
      );
    },
  },
  'GET /v1/disputes/:id': {
    permission: 'dispute_read',
    params: ['expand'],
    run: ({ store }, _query, id) => found(store.dispute(id), 'dispute', id),
  },
  'GET /v1/payouts': {
    permission: 'payout_read',
    params: [...DATED, 'arrival_date', 'destination', 'status'],
    run: ({ store }, query) => {
      const status = textIn(query, 'status');
      return listOf(
        {
          records: store.ledger.payouts,
          what: 'payout',
          url: '/v1/payouts',
          matches: (payout) => status === null || payout.status === status,
          view: (payout) => payoutView(payout, store),
        },
        query,
      );
    },
  },
  'GET /v1/payouts/:id': {
    permission: 'payout_read',
    params: ['expand'],
    run: ({ store }, _query, id) => found(store.payout(id), 'payout', id),
  },
  'GET /v1/balance_transactions': {
    permission: 'balance_transaction_source_read',
    params: [...DATED, 'currency', 'payout', 'source', 'type'],
    run: ({ store }, query) => listMovements(store, query),
  },
  'GET /v1/balance_transactions/:id': {
    permission: 'balance_transaction_source_read',
    params: ['expand'],
    run: ({ store }, _query, id) => found(store.movement(id)?.view() ?? null, 'balance transaction', id),
  },
  'GET /v1/events': {
    permission: 'event_read',
    params: [...DATED, 'delivery_success', 'type', 'types'],
    run: ({ history }, query) => listEvents(history, query),
  },
  'GET /v1/webhook_endpoints': {
    permission: 'webhook_read',
    params: PAGING,
    run: ({ endpoints }, query) =>
      listOf(
        {
          records: endpoints.all(),
          what: 'webhook endpoint',
          url: '/v1/webhook_endpoints',
          view: (endpoint) => endpoints.view(endpoint),
        },
        query,
      ),
  },
  'POST /v1/webhook_endpoints': {
    permission: 'webhook_write',
    params: ['url', 'enabled_events', 'api_version', 'connect', 'description', 'expand', 'metadata'],
    run: ({ endpoints }, form) => endpoints.create(form),
  },
  'POST /v1/webhook_endpoints/:id': {
    permission: 'webhook_write',
    params: ['url', 'enabled_events', 'disabled', 'description', 'expand', 'metadata'],
    run: ({ endpoints }, form, id) => endpoints.update(id, form),
  },
  'DELETE /v1/webhook_endpoints/:id': {
    permission: 'webhook_write',
    params: [],
    run: ({ endpoints }, _form, id) => endpoints.remove(id),
  },
};

function listRefunds(store: Store, query: Fields): JsonObject {
  const charge = textIn(query, 'charge');
  const payment = charge === null ? undefined : store.ledger.payment(charge);
  if (charge !== null && payment === undefined) throw missing('charge', charge, 'charge');
  return listOf(
    {
      records: payment?.refunds ?? store.ledger.refunds,
      what: 'refund',
      url: '/v1/refunds',
      view: (refund) => refundView(refund, store.ledger.payment(refund.payment_id), store),
    },
    query,
  );
}

function listMovements(store: Store, query: Fields): JsonObject {
  const [payout, type, source, currency] = ['payout', 'type', 'source', 'currency'].map((name) => textIn(query, name));
  if (payout !== null && payout !== undefined && store.payout(payout) === null)
    throw missing('payout', payout, 'payout');
  const isOne = (asked: string | null | undefined, value: string | null): boolean =>
    asked === null || asked === undefined || asked === value;
  return listOf(
    {
      records: store.all(),
      what: 'balance transaction',
      url: '/v1/balance_transactions',
      matches: (movement) =>
        isOne(payout, movement.payout_id) &&
        isOne(type, movement.type) &&
        isOne(source, movement.source) &&
        isOne(currency, movement.currency),
      view: (movement) => movement.view(),
    },
    query,
  );
}

function listEvents(history: History, query: Fields): JsonObject {
  const types = listIn(query, 'types');
  const type = textIn(query, 'type');
  if (types.length > 20) throw new Refusal(400, 'You can pass up to 20 types.', { param: 'types' });
  if (type !== null && types.length > 0) throw new Refusal(400, 'You may only specify one of type, types.');
  const wanted = new Set(type === null ? types : [type]);
  return listOf(
    {
      records: history.all(),
      what: 'event',
      url: '/v1/events',
      matches: (event) => wanted.size === 0 || wanted.has(event.type),
      view: (event) => ({ ...event.view }),
    },
    query,
  );
}

function found(object: JsonObject | null, what: string, id: string): JsonObject {
  if (object === null) throw missing(what, id, 'id');
  return object;
}

import type { Json, JsonObject } from '../core/json.js';
import type { SandboxAnswer, SandboxRequest } from '../core/provider.js';
import type { PaypalBooks } from './books.js';
import { listDisputes, oneDispute } from './disputes.js';
import { EVENT_NAMES } from './event-names.js';
import { captureView, orderView, refundView, shortRefundView } from './payment-views.js';
import { answer, badRequest, notFound } from './refusal.js';
import { refundCapture } from './refunds.js';
import { listBalances, onlyThese, searchTransactions } from './search.js';
import type { Webhooks } from './webhooks.js';

/** What routes work on. */
export interface Desk {
  books: PaypalBooks;
  webhooks: Webhooks;
  /** Of the API, without a slash at its end. */
  origin: string;
}

export interface Call {
  request: SandboxRequest;
  /** What stood for `:id` in the path. */
  id: string;
  /** Null where the route has none. */
  body: Json;
}

export interface Route {
  /** Any one of them is enough. */
  scopes: readonly string[];
  hasBody?: boolean;
  /** A PayPal-Request-Id that was seen is answered with what it was answered first. */
  replays?: boolean;
  counts?: 'refunds' | 'webhooks';
  run(desk: Desk, call: Call): SandboxAnswer;
}

const DISPUTES = ['disputes/read-seller'];
const WEBHOOKS = ['applications/webhooks'];

const ROUTES: Readonly<Record<string, Route>> = {
  'GET /v1/reporting/transactions': {
    scopes: ['reporting/search/read'],
    run: ({ books }, { request }) => answer(200, searchTransactions(books, request.url)),
  },
  'GET /v1/reporting/balances': {
    scopes: ['reporting/balances/read'],
    run: ({ books }, { request }) => answer(200, listBalances(books, request.url)),
  },
  'GET /v2/payments/captures/:id': {
    scopes: ['payments/payment/authcapture'],
    run: ({ books, origin }, { id }) => {
      const payment = books.ledger.payment(id);
      if (payment === undefined) throw notFound();
      return answer(200, captureView(payment, origin));
    },
  },
  'GET /v2/payments/refunds/:id': {
    scopes: ['payments/refund'],
    run: ({ books, origin }, { id }) => {
      const refund = books.ledger.refundOf(id);
      const payment = books.ledger.payment(refund?.payment_id ?? '');
      if (refund === undefined || payment === undefined) throw notFound();
      return answer(200, refundView(refund, payment, origin));
    },
  },
  'POST /v2/payments/captures/:id/refund': {
    scopes: ['payments/refund'],
    hasBody: true,
    replays: true,
    counts: 'refunds',
    run: ({ books, origin }, { request, id, body }) => {
      const refund = refundCapture(books.ledger, id, objectIn(body));
      const payment = books.ledger.payment(id);
      const isWhole = (request.headers.prefer ?? '').includes('return=representation');
      return answer(
        201,
        payment !== undefined && isWhole ? refundView(refund, payment, origin) : shortRefundView(refund, origin),
      );
    },
  },
  'GET /v2/checkout/orders/:id': {
    scopes: ['payments/payment'],
    run: ({ books, origin }, { id }) => {
      const payment = books.ofOrder(id);
      if (payment === undefined) throw notFound();
      return answer(200, orderView(payment, origin));
    },
  },
  'GET /v1/customer/disputes': {
    scopes: DISPUTES,
    run: ({ books, origin }, { request }) => answer(200, listDisputes(books, request.url, origin)),
  },
  'GET /v1/customer/disputes/:id': {
    scopes: DISPUTES,
    run: ({ books, origin }, { id }) => answer(200, oneDispute(books, id, origin)),
  },
  'GET /v1/notifications/webhooks': {
    scopes: WEBHOOKS,
    run: ({ webhooks }, { request }) => {
      onlyThese(request.url.searchParams, ['anchor_type']);
      return answer(200, webhooks.list());
    },
  },
  'POST /v1/notifications/webhooks': {
    scopes: WEBHOOKS,
    hasBody: true,
    counts: 'webhooks',
    run: ({ webhooks }, { body }) => answer(201, webhooks.create(objectIn(body))),
  },
  'GET /v1/notifications/webhooks/:id': {
    scopes: WEBHOOKS,
    run: ({ webhooks }, { id }) => answer(200, webhooks.view(webhooks.one(id))),
  },
  'PATCH /v1/notifications/webhooks/:id': {
    scopes: WEBHOOKS,
    hasBody: true,
    run: ({ webhooks }, { id, body }) => answer(200, webhooks.update(id, body)),
  },
  'DELETE /v1/notifications/webhooks/:id': {
    scopes: WEBHOOKS,
    run: ({ webhooks }, { id }) => {
      webhooks.remove(id);
      return answer(204, null);
    },
  },
  'GET /v1/notifications/webhooks-event-types': {
    scopes: WEBHOOKS,
    run: () => answer(200, { event_types: EVENT_NAMES.map((name) => ({ name, status: 'ENABLED' })) }),
  },
  'POST /v1/notifications/verify-webhook-signature': {
    scopes: WEBHOOKS,
    hasBody: true,
    run: ({ webhooks }, { request }) => answer(200, webhooks.verified(request.body.toString('utf8'))),
  },
};

/** Throws a Refusal where there is none. */
export function routeOf({ method, path }: SandboxRequest): { route: Route; id: string } {
  const plain = ROUTES[`${method} ${path}`];
  if (plain !== undefined) return { route: plain, id: '' };
  const [, list = '', id = '', rest = ''] = /^(\/v\d\/[a-z]+\/[a-z-]+)\/([^/]+)(\/refund)?$/.exec(path) ?? [];
  const route = ROUTES[`${method} ${list}/:id${rest}`];
  if (route === undefined) throw notFound();
  return { route, id: decodeURIComponent(id) };
}

function objectIn(body: Json): JsonObject {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  throw badRequest('MALFORMED_REQUEST_JSON', 'The request JSON is not well formed.', '/', 'body');
}

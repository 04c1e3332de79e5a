import type { Json, JsonObject } from '../../../../../common/json.js';
import { BufferedResponse } from '../../../../../common/outbound/buffered-response.js';
import type { OutboundClient } from '../../../../../common/outbound/outbound-client.js';
import type { OutboundRequest, OutboundResponse } from '../../../../../common/outbound/outbound.types.js';
import { ProviderError } from '../../../../../common/outbound/provider-error.js';
import type { PlatformConnection } from '../../platform.connection.js';

export interface Seen {
  method: string;
  /** Under `rest/all/V1/`, or the whole path elsewhere. */
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: Json;
  request: OutboundRequest;
}

type Answer = OutboundResponse | ProviderError;

/** A shop behind the outbound client's door: answers in the order in which they are queued, else an empty list. */
export class FakeMagento {
  readonly seen: Seen[] = [];
  readonly pauses: number[] = [];
  readonly blocked: number[] = [];
  readonly answers: ((seen: Seen) => Answer)[] = [];
  /** What is said once the queue is empty. */
  otherwise: (seen: Seen) => Answer = () => json({ items: [], total_count: 0 });

  connection(credentials: Record<string, string> = {}): PlatformConnection {
    const http: Pick<OutboundClient, 'request'> = { request: (request) => this.answer(request) };
    return {
      store_id: '00000000-0000-4000-8000-000000000001',
      credentials: { url: 'https://shop.example.test', access_token: 'token-0123', ...credentials },
      http: http as OutboundClient,
      signal: new AbortController().signal,
      budget: {
        take: () => Promise.resolve(),
        learn: () => undefined,
        blockFor: (ms) => {
          this.blocked.push(ms);
        },
      },
      pause: (ms) => {
        this.pauses.push(ms);
        return Promise.resolve();
      },
    };
  }

  private answer(request: OutboundRequest): Promise<OutboundResponse> {
    const url = new URL(request.url);
    const seen: Seen = {
      method: request.method,
      path: url.pathname.replace('/rest/all/V1/', ''),
      query: Object.fromEntries(url.searchParams),
      headers: request.headers ?? {},
      body: typeof request.body === 'string' ? (JSON.parse(request.body) as Json) : null,
      request,
    };
    this.seen.push(seen);
    const answer = (this.answers.shift() ?? this.otherwise)(seen);
    return answer instanceof ProviderError ? Promise.reject(answer) : Promise.resolve(answer);
  }
}

export function json(body: Json, status = 200): OutboundResponse {
  return raw(JSON.stringify(body), status, { 'content-type': 'application/json' });
}

export function raw(text: string, status = 200, headers: Record<string, string> = {}): OutboundResponse {
  return new BufferedResponse('magento', status, headers, 'https://shop.example.test/', Buffer.from(text));
}

export function fault(
  kind: 'unavailable' | 'throttled' | 'unknown_outcome',
  more: { status?: number; retry_after_ms?: number } = {},
): ProviderError {
  return new ProviderError({ fault: kind, provider: 'magento', message: `the shop: ${kind}`, ...more });
}

/** A minimal order with one line: what the mapper insists on. */
export function order(more: JsonObject = {}): JsonObject {
  return {
    entity_id: 7,
    increment_id: '000000007',
    created_at: '2026-11-01 10:00:00',
    updated_at: '2026-11-02 11:00:00',
    state: 'processing',
    status: 'processing',
    order_currency_code: 'USD',
    grand_total: 20,
    total_paid: 20,
    subtotal: 20,
    items: [line()],
    ...more,
  };
}

export function line(more: JsonObject = {}): JsonObject {
  return {
    item_id: 71,
    product_id: 3,
    product_type: 'simple',
    sku: 'A',
    name: 'Mug',
    qty_ordered: 2,
    qty_invoiced: 2,
    qty_shipped: 0,
    qty_refunded: 0,
    qty_canceled: 0,
    price: 10,
    row_total: 20,
    ...more,
  };
}

import type { Json, JsonObject } from '../../../../../common/json.js';
import { BufferedResponse } from '../../../../../common/outbound/buffered-response.js';
import type { OutboundClient } from '../../../../../common/outbound/outbound-client.js';
import type { OutboundRequest, OutboundResponse } from '../../../../../common/outbound/outbound.types.js';
import { ProviderError } from '../../../../../common/outbound/provider-error.js';
import type { PlatformConnection } from '../../platform.connection.js';

export interface Seen {
  method: string;
  url: URL;
  /** Path under `wp-json/wc/v3/`, or the whole path elsewhere. */
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: JsonObject | null;
  request: OutboundRequest;
}

type Answer = OutboundResponse | ProviderError;
type Handler = (seen: Seen) => Answer | undefined;

/**
 * A shop in memory behind the outbound client's door: lists by id with offset and per_page, status and modified_after
 * as WooCommerce has them. `handlers` come first and may answer anything else, or change the lists in between.
 */
export class FakeShop {
  readonly lists = new Map<string, JsonObject[]>();
  readonly handlers: Handler[] = [];
  readonly seen: Seen[] = [];
  readonly pauses: number[] = [];
  readonly blocked: number[] = [];
  calls_budgeted = 0;

  constructor(readonly url = 'https://shop.example.test') {}

  connection(credentials: Record<string, string> = {}): PlatformConnection {
    const http: Pick<OutboundClient, 'request'> = { request: (request) => this.answer(request) };
    return {
      store_id: '00000000-0000-4000-8000-000000000001',
      credentials: { url: this.url, consumer_key: 'ck_test', consumer_secret: 'cs_test', ...credentials },
      http: http as OutboundClient,
      signal: new AbortController().signal,
      budget: {
        take: async () => {
          this.calls_budgeted += 1;
        },
        learn: () => undefined,
        blockFor: (ms) => {
          this.blocked.push(ms);
        },
      },
      pause: async (ms) => {
        this.pauses.push(ms);
      },
    };
  }

  /** Answers the next `times` calls whose path matches. */
  once(path: RegExp, answer: (seen: Seen) => Answer, times = 1): void {
    let left = times;
    this.handlers.push((seen) => (path.test(seen.path) && left-- > 0 ? answer(seen) : undefined));
  }

  /** Paths with their interesting parameters, in the order of the calls. */
  calls(path: RegExp): Record<string, string>[] {
    return this.seen.filter((seen) => path.test(seen.path)).map((seen) => seen.query);
  }

  private async answer(request: OutboundRequest): Promise<OutboundResponse> {
    const url = new URL(request.url);
    const base = `${new URL(this.url).pathname.replace(/\/$/, '')}/wp-json/wc/v3/`;
    const seen: Seen = {
      method: request.method,
      url,
      path: url.pathname.startsWith(base) ? url.pathname.slice(base.length) : url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers ?? {},
      body: typeof request.body === 'string' ? (JSON.parse(request.body) as JsonObject) : null,
      request,
    };
    this.seen.push(seen);
    for (const handler of this.handlers) {
      const answer = handler(seen);
      if (answer instanceof ProviderError) throw answer;
      if (answer !== undefined) return answer;
    }
    return this.fromLists(seen);
  }

  private fromLists({ path, query }: Seen): OutboundResponse {
    const list = this.lists.get(path);
    if (list !== undefined) return page(list, query);
    const [, parent = '', id = ''] = /^(.*)\/(\d+)$/.exec(path) ?? [];
    const row = this.lists.get(parent)?.find((candidate) => candidate.id === Number(id));
    if (row !== undefined) return json(row);
    if (this.lists.has(parent)) return refusal(404, 'woocommerce_rest_shop_order_invalid_id', 'Invalid ID.');
    return refusal(404, 'rest_no_route', 'No route was found matching the URL and request method.');
  }
}

function page(list: JsonObject[], query: Record<string, string>): OutboundResponse {
  const rows = list
    .filter((row) => (query.status === 'trash' ? row.status === 'trash' : row.status !== 'trash'))
    .filter((row) => query.modified_after === undefined || (row.date_modified_gmt ?? '') > query.modified_after)
    .sort((a, b) => Number(a.id) - Number(b.id));
  const offset = Number(query.offset ?? 0);
  const shown = rows.slice(offset, offset + Number(query.per_page ?? 10));
  // Past the end WooCommerce's orders say 0.
  return json(shown, 200, { 'x-wp-total': String(shown.length === 0 && offset > 0 ? 0 : rows.length) });
}

export function json(body: Json, status = 200, headers: Record<string, string> = {}): OutboundResponse {
  return raw(JSON.stringify(body), status, { 'content-type': 'application/json; charset=UTF-8', ...headers });
}

export function raw(text: string, status = 200, headers: Record<string, string> = {}, url = ''): OutboundResponse {
  return new BufferedResponse('woocommerce', status, headers, url, Buffer.from(text));
}

export function html(status: number): OutboundResponse {
  return raw('<!DOCTYPE html><html><body>Hello</body></html>', status, { 'content-type': 'text/html' });
}

export function refusal(status: number, code: string, message: string): OutboundResponse {
  return json({ code, message, data: { status } }, status);
}

/** As the outbound client tells 5xx, 429 and broken connections. */
export function fault(
  kind: 'unavailable' | 'throttled' | 'bad_answer' | 'unknown_outcome',
  more: { status?: number; retry_after_ms?: number; provider_message?: string; cause?: unknown } = {},
): ProviderError {
  return new ProviderError({ fault: kind, provider: 'woocommerce', message: `the shop: ${kind}`, ...more });
}

/** A minimal order: what the mapper insists on. */
export function order(id: number, more: JsonObject = {}): JsonObject {
  return {
    id,
    number: String(id),
    status: 'processing',
    currency: 'USD',
    total: '10.00',
    date_created_gmt: '2026-11-01T10:00:00',
    date_modified_gmt: '2026-11-01T10:00:00',
    refunds: [],
    line_items: [],
    ...more,
  };
}

/** All pages of a read. */
export async function collect<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of pages) all.push(item);
  return all;
}

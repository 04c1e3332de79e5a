import { Readable } from 'node:stream';

import type { Json, JsonObject } from '../../../../../common/json.js';
import type { OutboundClient } from '../../../../../common/outbound/outbound-client.js';
import type {
  OutboundRequest,
  OutboundResponse,
  OutboundStream,
} from '../../../../../common/outbound/outbound.types.js';
import { ProviderError } from '../../../../../common/outbound/provider-error.js';
import type { PlatformConnection, PlatformCredentials } from '../../platform.connection.js';

/** One answer of the fake: GraphQL data, or a whole HTTP answer. */
export interface FakeAnswer {
  status?: number;
  headers?: Record<string, string>;
  /** Text is sent as it is, else as JSON. */
  body: string | JsonObject;
}

export interface FakeCall {
  /** Operation name of the document (`KsapShop`), or `token`. */
  name: string;
  url: string;
  headers: Record<string, string>;
  variables: JsonObject;
  body: string;
}

type Scripted = FakeAnswer | ((variables: JsonObject) => FakeAnswer);

/** Pieces of a file in the order in which they arrive; an Error in it kills the connection there. */
export interface FakeFile {
  status?: number;
  headers?: Record<string, string>;
  pieces: (Uint8Array | Error)[];
}

/** A scripted OutboundClient: answers by operation, in order, the last one again and again. */
export class FakeShopify {
  readonly calls: FakeCall[] = [];
  readonly downloads: OutboundRequest[] = [];
  readonly pauses: number[] = [];
  readonly taken: number[] = [];
  readonly learnt: { available: number; capacity: number; restore_per_second: number }[] = [];

  private readonly answers = new Map<string, Scripted[]>();
  private readonly files: ((request: OutboundRequest) => FakeFile)[] = [];

  on(name: string, ...answers: Scripted[]): this {
    this.answers.set(name, answers);
    return this;
  }

  onDownload(...files: (FakeFile | ((request: OutboundRequest) => FakeFile))[]): this {
    this.files.push(...files.map((file) => (typeof file === 'function' ? file : () => file)));
    return this;
  }

  named(name: string): FakeCall[] {
    return this.calls.filter((call) => call.name === name);
  }

  connection(credentials: PlatformCredentials = { shop_domain: 'demo.myshopify.com', access_token: 'shpat_1' }) {
    const connection: PlatformConnection = {
      store_id: '7d1f2f1e-0000-4000-8000-000000000001',
      credentials,
      http: this as unknown as OutboundClient,
      signal: new AbortController().signal,
      budget: {
        take: async (cost) => void this.taken.push(cost),
        learn: (state) => void this.learnt.push(state),
        blockFor: () => undefined,
      },
      pause: async (ms) => void this.pauses.push(ms),
    };
    return connection;
  }

  async request(request: OutboundRequest): Promise<OutboundResponse> {
    const body = String(request.body);
    const isToken = request.url.endsWith('/admin/oauth/access_token');
    const sent = isToken
      ? { query: '', variables: {} }
      : (JSON.parse(body) as { query: string; variables: JsonObject });
    const name = isToken ? 'token' : (/^(?:query|mutation) (\w+)/.exec(sent.query)?.[1] ?? 'unnamed');
    this.calls.push({ name, url: request.url, headers: request.headers ?? {}, variables: sent.variables, body });
    const scripted = this.answers.get(name);
    const next = scripted === undefined || scripted.length > 1 ? scripted?.shift() : scripted[0];
    if (next === undefined) throw new Error(`the fake has no answer for ${name}`);
    return responseOf(typeof next === 'function' ? next(sent.variables) : next, request.url);
  }

  async stream(request: OutboundRequest): Promise<OutboundStream> {
    this.downloads.push(request);
    const file = this.files.shift()?.(request);
    if (file === undefined) throw new Error('the fake has no file');
    return {
      status: file.status ?? 200,
      headers: file.headers ?? {},
      url: request.url,
      body: Readable.from(arrive(file.pieces)),
    };
  }
}

/** `data` with the cost that Shopify tells beside it. */
export function ok(data: JsonObject, requested = 10, available = 990): FakeAnswer {
  return { body: { data, extensions: costOf(requested, available) } };
}

export function throttled(requested: number, available: number, capacity = 1000): FakeAnswer {
  const errors = [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }];
  return { body: { errors, extensions: costOf(requested, available, capacity) } };
}

export function failed(code: string | null, message: string, data: Json = null): FakeAnswer {
  return { body: { data, errors: [{ message, ...(code === null ? {} : { extensions: { code } }) }] } };
}

export function page(nodes: JsonObject[], end_cursor: string | null = null): JsonObject {
  return { nodes, pageInfo: { hasNextPage: end_cursor !== null, endCursor: end_cursor } };
}

/** A file answered as a server that understands ranges answers it. */
export function ranged(bytes: Uint8Array, cutAfter = Infinity): (request: OutboundRequest) => FakeFile {
  return (request) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers?.range ?? '')?.[1] ?? 0);
    const rest = bytes.subarray(start);
    const pieces = rest.length > cutAfter ? [rest.subarray(0, cutAfter), new Error('socket hang up')] : [rest];
    if (start === 0) return { pieces };
    return { status: 206, headers: { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }, pieces };
  };
}

function costOf(requested: number, available: number, capacity = 1000): JsonObject {
  return {
    cost: {
      requestedQueryCost: requested,
      throttleStatus: { maximumAvailable: capacity, currentlyAvailable: available, restoreRate: 100 },
    },
  };
}

function responseOf(answer: FakeAnswer, url: string): OutboundResponse {
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  return {
    status: answer.status ?? 200,
    headers: answer.headers ?? { 'x-shopify-api-version': '2026-10' },
    url,
    bytes: Buffer.from(text),
    text: () => text,
    json: <T>() => {
      try {
        return JSON.parse(text) as T;
      } catch (cause) {
        throw new ProviderError({ fault: 'bad_answer', provider: 'shopify', message: 'not JSON', cause });
      }
    },
  };
}

async function* arrive(pieces: (Uint8Array | Error)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    if (piece instanceof Error) throw piece;
    yield piece;
  }
}

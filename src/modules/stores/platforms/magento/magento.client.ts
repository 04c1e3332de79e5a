import { randomBytes } from 'node:crypto';

import type { Clock } from '../../../../common/clock/clock.js';
import type { Json, JsonObject } from '../../../../common/json.js';
import type { OutboundRequest } from '../../../../common/outbound/outbound.types.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { PlatformConnection } from '../platform.connection.js';
import { isObject, PROVIDER, readAnswer } from './magento.answer.js';
import { isSigned } from './magento.credentials.js';
import { encodeQuery, type Parameter } from '../../../../common/security/oauth1.js';
import { authorization } from './magento.oauth.js';
import { searchQuery, where } from './magento.search.js';
import type { Search } from './magento.search.js';

/** Waits that a throttled call makes when the shop does not say how long, in milliseconds. */
const PATIENCE = [1000, 2000, 3000, 4000];
/** Waits before further tries of a call that may be repeated, in milliseconds. */
const REPEAT_WAITS = [300, 1000, 3000];
const REPEAT_UNTIL = 45_000;
const LONGEST_WAIT = 3_600_000;

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

interface Call {
  method: Method;
  /** Under the address of the shop: `rest/all/V1/orders`. */
  path: string;
  query: readonly Parameter[];
  body?: Json;
  /** Whether repeating it is harmless. */
  repeatable: boolean;
}

export interface Found {
  rows: JsonObject[];
  total: number;
}

/**
 * One shop's REST API for the length of one piece of work. Everything goes to `rest/all`: there values are the global
 * ones, while without it writes would change one store view only.
 */
export class MagentoClient {
  constructor(
    readonly connection: PlatformConnection,
    private readonly clock: Clock,
  ) {}

  /** Address of the shop, without a slash at its end. */
  get base(): string {
    return this.connection.credentials.url ?? '';
  }

  get isSigned(): boolean {
    return isSigned(this.connection.credentials);
  }

  /** `GET V1/{path}`. Throws ProviderError. */
  get(path: string, query: readonly Parameter[] = []): Promise<Json> {
    return this.call({ method: 'GET', path: `rest/all/V1/${path}`, query, repeatable: true });
  }

  /** One object; anything else is ProviderError `bad_answer`. */
  async one(path: string): Promise<JsonObject> {
    const body = await this.get(path);
    if (!isObject(body)) throw this.strange(path, 'an object');
    return body;
  }

  /** The records that a search finds, at most `page_size` of them, and how many there are. */
  async search(path: string, search: Search): Promise<Found> {
    const body = await this.get(path, searchQuery(search));
    const items = isObject(body) ? body.items : undefined;
    // No match: some lists say null instead of an empty list.
    const rows = items === null ? [] : items;
    if (!isObject(body) || !Array.isArray(rows) || !rows.every(isObject)) throw this.strange(path, 'a search result');
    const total = Number(body.total_count);
    if (!Number.isSafeInteger(total) || total < 0) throw this.strange(path, 'a search result with its total_count');
    return { rows, total };
  }

  /** The only record with this value, or null. */
  async findOne(path: string, field: string, value: string | number): Promise<JsonObject | null> {
    const { rows } = await this.search(path, { groups: [where(field, 'eq', value)], page_size: 1 });
    return rows[0] ?? null;
  }

  /** A write whose answer is heard once: lost, it is `unknown_outcome`. */
  send(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: Json): Promise<Json> {
    return this.call({ method, path: `rest/all/V1/${path}`, query: [], ...withBody(body), repeatable: false });
  }

  /** A write of absolute values: twice is once, so it is repeated until it was heard. */
  set(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: Json): Promise<Json> {
    return this.call({ method, path: `rest/all/V1/${path}`, query: [], ...withBody(body), repeatable: true });
  }

  /** Hands a list of absolute values to the shop's own queue. */
  enqueue(method: 'POST' | 'PUT', path: string, bodies: JsonObject[]): Promise<Json> {
    return this.call({ method, path: `rest/all/async/bulk/V1/${path}`, query: [], body: bodies, repeatable: true });
  }

  private async call(call: Call): Promise<Json> {
    const from = this.clock.ms();
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.once(call);
      } catch (error) {
        const wait = throttleWait(error, attempt) ?? this.repeatWait(error, call, attempt, from);
        if (wait === null) throw error;
        if (isThrottled(error)) this.connection.budget.blockFor(wait);
        await this.connection.pause(wait);
      }
    }
  }

  /** A signature works once, so that the HTTP client must not repeat calls itself: each try is signed anew here. */
  private repeatWait(error: unknown, { repeatable }: Call, attempt: number, from: number): number | null {
    if (!repeatable || !(error instanceof ProviderError) || this.clock.ms() - from > REPEAT_UNTIL) return null;
    const replayed = error.fault === 'auth' && /nonce/i.test(error.provider_message ?? '');
    const again = error.fault === 'unavailable' || error.fault === 'bad_answer' || replayed;
    return again ? (REPEAT_WAITS[attempt] ?? null) : null;
  }

  private async once({ method, path, query, body, repeatable }: Call): Promise<Json> {
    const { credentials, budget, http, signal } = this.connection;
    const address = `${this.base}/${path}`;
    const headers: Record<string, string> = { accept: 'application/json' };
    if (body !== undefined) headers['content-type'] = 'application/json';
    headers.authorization = this.isSigned
      ? authorization({ method, address, query }, credentials, {
          timestamp: Math.floor(this.clock.ms() / 1000),
          nonce: randomBytes(16).toString('hex'),
        })
      : `Bearer ${credentials.access_token ?? ''}`;
    const request: OutboundRequest = {
      provider: PROVIDER,
      method,
      url: query.length === 0 ? address : `${address}?${encodeQuery(query)}`,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      retries: 0,
      idempotent: repeatable,
      signal,
    };
    await budget.take(1, signal);
    return readAnswer(await http.request(request), `${method} ${path}`);
  }

  private strange(path: string, wanted: string): ProviderError {
    return new ProviderError({
      fault: 'bad_answer',
      provider: PROVIDER,
      message: `The shop answered GET ${path} with something that is not ${wanted}`,
    });
  }
}

/** A SKU as one part of a path: a slash in it must come through the web server unbroken, so it is escaped twice. */
export function skuPath(sku: string): string {
  const once = encodeURIComponent(sku);
  return /%2F/i.test(once) ? encodeURIComponent(once) : once;
}

function withBody(body: Json | undefined): { body?: Json } {
  return body === undefined ? {} : { body };
}

function isThrottled(error: unknown): error is ProviderError {
  if (!(error instanceof ProviderError)) return false;
  return error.fault === 'throttled' || (error.fault === 'unavailable' && error.retry_after_ms !== undefined);
}

/** Milliseconds to wait before another try, or null where another try is not ours to make. Throttled calls were not done. */
function throttleWait(error: unknown, attempt: number): number | null {
  const patience = PATIENCE[attempt];
  if (!isThrottled(error) || patience === undefined) return null;
  return Math.min(Math.max(error.retry_after_ms ?? 0, patience), LONGEST_WAIT);
}

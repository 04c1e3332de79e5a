import { randomBytes } from 'node:crypto';

import type { Clock } from '../../../../common/clock/clock.js';
import type { Json, JsonObject } from '../../../../common/json.js';
import type { OutboundRequest, OutboundResponse } from '../../../../common/outbound/outbound.types.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { PlatformConnection } from '../platform.connection.js';
import { PROVIDER, readAnswer } from './woocommerce.answer.js';
import { encodeQuery, type Parameter } from '../../../../common/security/oauth1.js';
import { signQuery } from './woocommerce.oauth.js';

export type Query = Record<string, string | number | boolean>;

export interface WooAnswer {
  body: Json;
  /** `X-WP-Total`: how many rows the whole list has. */
  total: number | null;
}

/** Waits that a throttled call makes when the shop does not say how long, in milliseconds. */
const PATIENCE = [1000, 2000, 4000, 8000];
const MINUTE = 60_000;
/** Waits before further tries of a read, in milliseconds. */
const REPEAT_WAITS = [300, 1000, 3000];
const BROKEN_RETRIES = 2;
/** Milliseconds after the first try: slow failures are not repeated as often as quick ones. */
const REPEAT_UNTIL = 45_000;

type Method = OutboundRequest['method'];
interface Task {
  method: Method;
  path: string;
  query: Query;
  body: JsonObject | undefined;
  idempotent: boolean;
}
type AuthMode = 'basic' | 'query' | 'oauth';

/**
 * One shop's REST API for the length of one piece of work. Addresses are always built here: with OAuth in the query
 * WooCommerce's own `Link: rel=next` carries the old signature.
 */
export class WooClient {
  private mode: AuthMode;
  /** The key has worked once, or the fallback was tried: a 401 means what it says. */
  private settled = false;

  constructor(
    private readonly connection: PlatformConnection,
    private readonly clock: Clock,
  ) {
    this.mode = this.base.startsWith('https:') ? 'basic' : 'oauth';
  }

  /** Address of the site, without a slash at its end. */
  get base(): string {
    return this.connection.credentials.url ?? '';
  }

  /** True when the server drops the Authorization header, so that the key had to go into the query. */
  get sendsKeyInQuery(): boolean {
    return this.mode === 'query';
  }

  /** `GET wc/v3/{path}`. Throws ProviderError. */
  get(path: string, query: Query = {}): Promise<WooAnswer> {
    return this.call('GET', path, query, undefined, true);
  }

  /** The rows of a list; anything else is ProviderError `bad_answer`. */
  async list(path: string, query: Query = {}): Promise<{ rows: JsonObject[]; total: number | null }> {
    const { body, total } = await this.get(path, query);
    if (!Array.isArray(body) || !body.every(isObject)) throw this.strange(path, 'a list');
    return { rows: body, total };
  }

  /** One object; anything else is ProviderError `bad_answer`. */
  async one(path: string, query: Query = {}): Promise<JsonObject> {
    const { body } = await this.get(path, query);
    if (!isObject(body)) throw this.strange(path, 'an object');
    return body;
  }

  /**
   * A write. One that may be repeated (`idempotent`; PUT and DELETE are unless it says otherwise, POST is not) is; after
   * any other one whose answer was not heard, or is no answer, comes ProviderError `unknown_outcome`.
   */
  send(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    query: Query,
    body?: JsonObject,
    idempotent = method !== 'POST',
  ): Promise<WooAnswer> {
    return this.call(method, path, query, body, idempotent);
  }

  /** The object that a write answers with; anything else is ProviderError `unknown_outcome`. */
  async write(method: 'POST' | 'PUT', path: string, body: JsonObject, idempotent?: boolean): Promise<JsonObject> {
    const { body: answer } = await this.send(method, path, {}, body, idempotent);
    if (!isObject(answer)) throw unheard(this.strange(path, 'an object', method));
    return answer;
  }

  /** WordPress's index (`wp-json/`), which needs no key. Follows redirects, so that `url` tells where the shop is. */
  async index(query: Query): Promise<{ body: Json; url: string }> {
    const what = 'its index (wp-json)';
    const url = `${this.base}/wp-json/?${encodeQuery(parametersOf(query))}`;
    const response = await this.request({ provider: PROVIDER, method: 'GET', url, max_redirects: 3 });
    return { body: readAnswer(response, what), url: response.url };
  }

  private async call(
    method: Method,
    path: string,
    query: Query,
    body: JsonObject | undefined,
    idempotent: boolean,
  ): Promise<WooAnswer> {
    const from = this.clock.ms();
    const task: Task = { method, path, query, body, idempotent };
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.authorized(task);
      } catch (error) {
        const wait = throttleWait(error, attempt) ?? this.repeatWait(error, idempotent, attempt, from);
        if (wait === null) throw !idempotent && mayHaveHappened(error) ? unheard(error) : error;
        if (isThrottled(error)) this.connection.budget.blockFor(wait);
        await this.connection.pause(wait);
      }
    }
  }

  /**
   * What may be repeated and the HTTP client does not repeat. A signed address works once: it must not be sent again after an answer
   * was lost, so it is repeated here with a signature of its own. An answer that came broken may come whole.
   */
  private repeatWait(error: unknown, idempotent: boolean, attempt: number, from: number): number | null {
    if (!idempotent || !(error instanceof ProviderError) || this.clock.ms() - from > REPEAT_UNTIL) return null;
    if (error.fault === 'bad_answer' && attempt < BROKEN_RETRIES) return REPEAT_WAITS[attempt] ?? null;
    if (this.mode !== 'oauth') return null;
    const replayed = error.fault === 'auth' && /nonce has already been used/i.test(error.provider_message ?? '');
    return error.fault === 'unavailable' || replayed ? (REPEAT_WAITS[attempt] ?? null) : null;
  }

  /** Some servers drop the Authorization header before PHP sees it: then the key goes into the query, over TLS. */
  private async authorized(task: Task): Promise<WooAnswer> {
    try {
      return await this.once(task);
    } catch (error) {
      if (!this.mayBeDropped(error)) throw error;
      this.settled = true;
      this.mode = 'query';
      try {
        return await this.once(task);
      } catch (second) {
        if (!(second instanceof ProviderError) || second.fault !== 'auth') throw second;
        this.mode = 'basic';
        // The second refusal tells nothing new unless the server says that the secret is wrong.
        throw second.provider_code === 'woocommerce_rest_authentication_error' ? second : error;
      }
    }
  }

  /** Writes too: they were not carried out, since nobody was logged in. */
  private mayBeDropped(error: unknown): error is ProviderError {
    if (this.mode !== 'basic' || this.settled) return false;
    if (!(error instanceof ProviderError) || error.fault !== 'auth' || error.provider_code === undefined) return false;
    return (
      error.provider_code.startsWith('woocommerce_rest_cannot_') ||
      /consumer key is missing/i.test(error.provider_message ?? '')
    );
  }

  private async once({ method, path, query, body, idempotent }: Task): Promise<WooAnswer> {
    const address = `${this.base}/wp-json/wc/v3/${path}`;
    const headers: Record<string, string> = { accept: 'application/json' };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const parameters = this.authorize(method, address, parametersOf(query), headers);
    const response = await this.request({
      provider: PROVIDER,
      method,
      url: parameters.length === 0 ? address : `${address}?${encodeQuery(parameters)}`,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(this.mode === 'oauth' ? { retries: 0 } : {}),
      idempotent,
    });
    const answer = readAnswer(response, `${method} ${path}`);
    this.settled = true;
    return { body: answer, total: totalOf(response) };
  }

  private authorize(
    method: Method,
    address: string,
    parameters: Parameter[],
    headers: Record<string, string>,
  ): Parameter[] {
    const { consumer_key = '', consumer_secret = '' } = this.connection.credentials;
    if (this.mode === 'query') {
      return [...parameters, ['consumer_key', consumer_key], ['consumer_secret', consumer_secret]];
    }
    if (this.mode === 'basic') {
      headers.authorization = `Basic ${Buffer.from(`${consumer_key}:${consumer_secret}`).toString('base64')}`;
      return parameters;
    }
    return signQuery(method, address, parameters, {
      consumer_key,
      consumer_secret,
      timestamp: Math.floor(this.clock.ms() / 1000),
      nonce: randomBytes(16).toString('hex'),
    });
  }

  private async request(request: OutboundRequest): Promise<OutboundResponse> {
    const { budget, http, signal } = this.connection;
    await budget.take(1, signal);
    return http.request({ ...request, signal });
  }

  private strange(path: string, wanted: string, method: Method = 'GET'): ProviderError {
    return new ProviderError({
      fault: 'bad_answer',
      provider: PROVIDER,
      message: `The shop answered ${method} ${path} with something that is not ${wanted}`,
    });
  }
}

/** A write that was sent: PHP may die, or its answer be spoilt, after the record was stored. */
function mayHaveHappened(error: unknown): error is ProviderError {
  if (!(error instanceof ProviderError)) return false;
  return error.fault === 'bad_answer' || (error.fault === 'unavailable' && error.status === 500);
}

function unheard(cause: ProviderError): ProviderError {
  return new ProviderError({
    fault: 'unknown_outcome',
    provider: PROVIDER,
    message: `Whether it was carried out is not known: ${cause.message}`,
    ...(cause.status === undefined ? {} : { status: cause.status }),
    cause,
  });
}

function isThrottled(error: unknown): error is ProviderError {
  if (!(error instanceof ProviderError)) return false;
  return error.fault === 'throttled' || (error.fault === 'unavailable' && error.retry_after_ms !== undefined);
}

/** Milliseconds to wait before another try, or null where another try is not ours to make. */
function throttleWait(error: unknown, attempt: number): number | null {
  const patience = PATIENCE[attempt];
  if (!isThrottled(error) || patience === undefined) return null;
  // "Retry-After: 0" in a loop would be a storm of our own.
  return Math.min(Math.max(error.retry_after_ms ?? 0, patience), 60 * MINUTE);
}

function parametersOf(query: Query): Parameter[] {
  return Object.entries(query).map(([name, value]): Parameter => [name, String(value)]);
}

function totalOf(response: OutboundResponse): number | null {
  const text = response.headers['x-wp-total'] ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { SquareClient } from 'square';

import type { Json, JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { ProviderConnection } from '../provider.connection.js';
import { providerFetch, TextResponse } from '../provider.fetch.js';
import { addressOf } from './square.credentials.js';
import { faultOfAnswer, PROVIDER, squareError } from './square.errors.js';
import { isObject } from './square.wire.js';

/** Waits of a call that Square throttled without saying for how long (it publishes no limits), in milliseconds. */
const PATIENCE = [1000, 3000, 8000];
/** Further tries after an answer that came broken, with these waits in milliseconds. */
const BROKEN_WAITS = [200, 1000];

/** What the SDK says of itself and of this machine: calls go out under our own name. */
const UNSAID = /^(?:user-agent|x-fern-.*)$/;

/** What is asked of Square, in words for a person: "the list of payments". */
type What = string;
export type SquareWork = (client: SquareClient) => PromiseLike<unknown>;

interface Answer {
  status: number;
  text: string;
}

/** What came of a call: an answer, or what the transport threw. */
interface Heard {
  answer?: Answer;
  fault?: Error;
}

/**
 * Calls of one piece of work, one after the other. The official SDK writes and authorises them; the outbound client sends them; their answers are read
 * here (see square.wire.ts).
 */
export class SquareCalls {
  private client: Promise<SquareClient> | null = null;
  private heard: Heard = {};

  constructor(
    readonly connection: ProviderConnection,
    private readonly settingUrl: string,
  ) {}

  /** The answer's JSON object. Throws ProviderError. */
  async call(what: What, work: SquareWork): Promise<JsonObject> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.once(what, work);
      } catch (error) {
        const wait = waitBefore(error, attempt);
        if (wait === null) throw error;
        if ((error as ProviderError).fault === 'throttled') this.connection.budget.blockFor(wait);
        await this.connection.pause(wait);
      }
    }
  }

  private async once(what: What, work: SquareWork): Promise<JsonObject> {
    this.client ??= this.connect();
    const client = await this.client;
    const heard: Heard = (this.heard = {});
    await work(client);
    if (heard.fault !== undefined) throw heard.fault;
    return readAnswer(heard.answer, what);
  }

  private async connect(): Promise<SquareClient> {
    // At first use: it takes 85 MB and two seconds.
    const sdk = await import('square');
    const transport = providerFetch(this.connection, { provider: PROVIDER, isIdempotent });
    // To the SDK every call goes well: what came of it is read above, and its timer of a minute outlives a fetch that throws.
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const { heard } = this;
      try {
        const headers = [...new Headers(init?.headers)].filter(([name]) => !UNSAID.test(name));
        const response = await transport.fetch(input, { ...init, headers });
        heard.answer = { status: response.status, text: await response.text() };
      } catch (error) {
        heard.fault = error as Error;
      }
      return new TextResponse('{}', { headers: { 'content-type': 'application/json' } });
    };
    const { access_token = '' } = this.connection.credentials;
    const baseUrl = addressOf(this.connection.credentials, this.settingUrl);
    return new sdk.SquareClient({ token: access_token, baseUrl, fetch, maxRetries: 0 });
  }
}

/** Reads, and writes under an idempotency key; subscriptions are removed by id. */
function isIdempotent(method: string, _headers: Record<string, string>, body: string | undefined): boolean {
  return method !== 'POST' || body === undefined || /"idempotency_key"\s*:\s*"/.test(body);
}

function waitBefore(error: unknown, attempt: number): number | null {
  if (!(error instanceof ProviderError)) return null;
  if (error.fault === 'bad_answer') return BROKEN_WAITS[attempt] ?? null;
  const patience = PATIENCE[attempt];
  return error.fault === 'throttled' && patience !== undefined ? Math.max(error.retry_after_ms ?? 0, patience) : null;
}

function readAnswer(heard: Answer | undefined, what: What): JsonObject {
  const status = heard?.status ?? 0;
  const body = parsed(heard?.text ?? '');
  if (status >= 400) throw faultOfAnswer(status, body, what);
  if (isObject(body)) return body;
  throw squareError({
    fault: 'bad_answer',
    message: `Square answered something that is not JSON to ${what}`,
    status,
  });
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

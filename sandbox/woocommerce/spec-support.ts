import { createHmac, randomBytes } from 'node:crypto';
import type { Json, JsonObject } from '../core/json.js';
import type { SandboxAnswer, SandboxContext, SandboxProvider, WebhookSend } from '../core/provider.js';
import { createWooCommerceProvider } from './provider.js';

/** For the specs of this folder: a provider without sockets, and a client that signs on its own. */
export const ORIGIN = 'http://127.0.0.1:4010';

export interface Harness {
  provider: SandboxProvider;
  sent: WebhookSend[];
  get(path: string, query?: Record<string, string>, options?: CallOptions): Promise<Heard>;
  call(method: string, path: string, query?: Record<string, string>, options?: CallOptions): Promise<Heard>;
}

export interface CallOptions {
  key?: [key: string, secret: string] | null;
  method?: 'HMAC-SHA1' | 'HMAC-SHA256';
  oauth?: Record<string, string>;
  headers?: Record<string, string>;
  body?: Json;
}

export interface Heard {
  status: number;
  headers: Record<string, string>;
  text: string;
  body: Json;
  rows: JsonObject[];
  record: JsonObject;
}

export function harness(options: Partial<SandboxContext> = {}): Harness {
  const sent: WebhookSend[] = [];
  const provider = createWooCommerceProvider({
    seed: 7,
    orders: 200,
    products: 60,
    url: () => ORIGIN,
    deliver: (delivery) => sent.push(delivery),
    setting: () => undefined,
    ledger: () => {
      throw new Error('a shop keeps no books of its payment service');
    },
    sold: () => undefined,
    spent: () => undefined,
    ...options,
  });
  const call: Harness['call'] = async (method, path, query = {}, how = {}) => {
    const full = `/demo/wp-json/wc/v3/${path}`;
    const address = `${ORIGIN}/woocommerce${full}`;
    const signed = how.key === null ? query : sign(method, address, query, how);
    const url = new URL(`${address}?${new URLSearchParams(signed).toString().replaceAll('+', '%20')}`);
    const body = how.body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(how.body));
    const type: Record<string, string> = how.body === undefined ? {} : { 'content-type': 'application/json' };
    const headers = { ...type, ...how.headers };
    return heard(await provider.handle({ method, url, path: full, headers, body }));
  };
  return { provider, sent, call, get: (path, query, how) => call('GET', path, query, how) };
}

function heard(answer: SandboxAnswer): Heard {
  const text = typeof answer.body === 'string' ? answer.body : '';
  const body = (text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : null) as Json;
  return {
    status: answer.status,
    headers: answer.headers ?? {},
    text,
    body,
    rows: Array.isArray(body) ? (body as JsonObject[]) : [],
    record: body !== null && typeof body === 'object' && !Array.isArray(body) ? body : {},
  };
}

/** RFC 5849 written out again, so that the specs do not check the verifier against itself. */
function sign(
  method: string,
  address: string,
  query: Record<string, string>,
  how: CallOptions,
): Record<string, string> {
  const [key, secret] = how.key ?? ['ck_sandbox_demo', 'cs_sandbox_demo'];
  const algorithm = how.method ?? 'HMAC-SHA256';
  const all: Record<string, string> = {
    ...query,
    oauth_consumer_key: key,
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    oauth_nonce: randomBytes(8).toString('hex'),
    oauth_signature_method: algorithm,
    ...how.oauth,
  };
  const encode = (text: string): string =>
    [...Buffer.from(text)]
      .map((byte) =>
        /[A-Za-z0-9\-._~]/.test(String.fromCharCode(byte))
          ? String.fromCharCode(byte)
          : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
      )
      .join('');
  const pairs = Object.entries(all)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort();
  const base = [method, encode(address), encode(pairs.join('&'))].join('&');
  const hash = algorithm === 'HMAC-SHA1' ? 'sha1' : 'sha256';
  return { ...all, oauth_signature: createHmac(hash, `${secret}&`).update(base).digest('base64') };
}

/** A member that is known to be text. */
export function textOf(record: JsonObject | undefined, name: string): string {
  const value = record?.[name];
  if (typeof value !== 'string') throw new TypeError(`${name} is not text`);
  return value;
}

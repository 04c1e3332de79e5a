import type { OutboundOptions } from './outbound-options.js';
import { ACCEPT_ENCODING } from './answer-body.js';
import type { OutboundRequest } from './outbound.types.js';
import type { HopTrace } from './proxy/hop.js';
import type { ProxyRoute } from './proxy/proxy-route.js';
import { readUrl } from '../text/read-url.js';

const TIMEOUT_MS = 60_000;
const SILENCE_MS = 30_000;
const RETRIES = 2;
const MAX_BYTES = 32 * 1024 * 1024;

/** A request with everything settled that it left open. */
export interface OutboundCall {
  provider: string;
  method: OutboundRequest['method'];
  url: URL;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: string | Uint8Array | null;
  idempotent: boolean;
  retries: number;
  timeout_ms: number;
  silence_ms: number;
  max_bytes: number;
  redirects: number;
  any_status: boolean;
  proxy: ProxyRoute | null;
  proxy_trace: HopTrace | null;
  signal: AbortSignal | undefined;
}

export function settle(request: OutboundRequest, url: URL, options: OutboundOptions): OutboundCall {
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const headers: Record<string, string> = { 'user-agent': options.user_agent, 'accept-encoding': ACCEPT_ENCODING };
  for (const [name, value] of Object.entries(request.headers ?? {})) headers[name.toLowerCase()] = value;
  const idempotent = request.idempotent ?? reads;
  return {
    provider: request.provider,
    method: request.method,
    url,
    headers,
    body: request.body ?? null,
    idempotent,
    retries: idempotent ? (request.retries ?? RETRIES) : 0,
    timeout_ms: request.timeout_ms ?? TIMEOUT_MS,
    silence_ms: request.headers_timeout_ms ?? SILENCE_MS,
    max_bytes: request.max_bytes ?? MAX_BYTES,
    redirects: reads ? (request.max_redirects ?? 0) : 0,
    any_status: request.any_status ?? false,
    ...wayOf(request),
    signal: request.signal,
  };
}

/** Which way it leaves. */
function wayOf({ proxy, proxy_trace: trace }: OutboundRequest): Pick<OutboundCall, 'proxy' | 'proxy_trace'> {
  return { proxy: proxy ?? null, proxy_trace: trace ?? null };
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const CREDENTIALS = /^(?:authorization|proxy-authorization|cookie|x-.*(?:token|key|secret|auth.*))$/;

/** Where a redirect leads, resolved against where we are; null when the answer is none. */
export function redirectOf(status: number, location: string | undefined, from: URL): string | null {
  if (!REDIRECTS.has(status) || location === undefined) return null;
  // As it is spelled, where it names a host: resolving would hide an odd spelling from the guard.
  if (/^https?:\/\//i.test(location)) return location;
  return readUrl(location, from.href)?.href ?? location;
}

/** The call for the next hop: nobody but the origin they were meant for gets its credentials. */
export function follow(call: OutboundCall, to: URL): OutboundCall {
  const entries = Object.entries(call.headers);
  const kept = to.origin === call.url.origin ? entries : entries.filter(([name]) => !CREDENTIALS.test(name));
  return { ...call, url: to, headers: Object.fromEntries(kept), redirects: call.redirects - 1 };
}

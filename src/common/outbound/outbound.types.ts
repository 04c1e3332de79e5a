import type { Readable } from 'node:stream';

import type { HopTrace } from './proxy/hop.js';
import type { ProxyRoute } from './proxy/proxy-route.js';

/** One call to the outside. Every call of the product goes through {@link OutboundClient}. */
export interface OutboundRequest {
  /** Provider key for metrics, logs and errors: `shopify`, `woocommerce` … */
  provider: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  url: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /**
   * Whether repeating the call is harmless (reads; writes with an idempotency key).
   * Only such calls are retried by the client, and only their lost answers count as `unavailable`;
   * a lost answer of any other call is `unknown_outcome`. Default: true for GET and HEAD, else false.
   */
  idempotent?: boolean;
  /** Further tries after the first, for idempotent calls (network faults, 429, 5xx). Default 2. */
  retries?: number;
  /** Milliseconds for the whole call, all tries and redirects included. Default 60,000. */
  timeout_ms?: number;
  /** Milliseconds until the answer's headers, per try. Default 30,000. */
  headers_timeout_ms?: number;
  /** Largest body that `request` buffers, in bytes. Default 32 MiB; past it: `bad_answer`. */
  max_bytes?: number;
  /** 429 and 5xx are answers like any other instead of faults: for whoever wants to see them. Default false. */
  any_status?: boolean;
  /** Redirects followed for GET/HEAD (each hop guarded; credentials are dropped across origins). Default 0. */
  max_redirects?: number;
  /** The call leaves through this proxy, or not at all: what the proxy does to it is a ProxyFault. */
  proxy?: ProxyRoute;
  /** With `proxy`: a connection of its own, closed after the call, whose times are written in here. */
  proxy_trace?: HopTrace;
  signal?: AbortSignal;
}

export interface OutboundResponse {
  status: number;
  /** Lower-case names; repeated headers joined with `, `. */
  headers: Record<string, string>;
  /** The address that answered, after redirects. */
  url: string;
  bytes: Uint8Array;
  text(): string;
  /** Parsed body; a body that is not JSON is a ProviderError `bad_answer`. */
  json<T = unknown>(): T;
}

export interface OutboundStream {
  status: number;
  headers: Record<string, string>;
  url: string;
  body: Readable;
}

import { createHash } from 'node:crypto';
import { isIP } from 'node:net';

export const PROXY_PROTOCOLS = ['http', 'https', 'socks5'] as const;
/** `http`: plain to the proxy; `https`: TLS to the proxy; `socks5`: RFC 1928, names resolved by the proxy. */
export type ProxyProtocol = (typeof PROXY_PROTOCOLS)[number];

/** A proxy that a call leaves through, and nowhere else. Bears its password in the clear: never log or keep it. */
export interface ProxyRoute {
  protocol: ProxyProtocol;
  /** A name or an address; IPv6 without brackets. */
  host: string;
  port: number;
  username?: string | null;
  password?: string | null;
  /** PEM of an authority that is trusted for TLS to this proxy, besides the public ones. */
  ca_certificate?: string | null;
}

/** Tells routes apart without keeping their passwords. */
export function routeKey(route: ProxyRoute): string {
  const { protocol, host, port, username, password, ca_certificate: ca } = route;
  const parts = [protocol, host, port, username ?? null, password ?? null, ca ?? null];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/** `host:port`, an IPv6 address in brackets: what messages may tell of a proxy. */
export function authorityOf({ host, port }: Pick<ProxyRoute, 'host' | 'port'>): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

/** `Basic …` for the proxy, or undefined when it wants none. */
export function basicOf({ username, password }: ProxyRoute): string | undefined {
  if (!username && !password) return undefined;
  return `Basic ${Buffer.from(`${username ?? ''}:${password ?? ''}`).toString('base64')}`;
}

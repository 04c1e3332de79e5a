import { isIP } from 'node:net';
import { PROXY_PROTOCOLS, type ProxyProtocol } from '../../common/outbound/proxy/proxy-route.js';
import { normalHost } from './proxy-address.js';

/** A proxy as one line of a list names it. */
export interface ProxyLine {
  protocol: ProxyProtocol;
  host: string;
  port: number;
  username: string | null;
  password: string | null;
}

const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i;
/** Names under which lists have the protocols; `socks5h` says that the proxy resolves names, as ours always do. */
const SCHEMES: Record<string, ProxyProtocol> = {
  http: 'http',
  https: 'https',
  socks5: 'socks5',
  socks5h: 'socks5',
  socks: 'socks5',
};

/**
 * Reads `host:port`, `host:port:user:password`, `user:password@host:port` and `scheme://[user:password@]host:port`, IPv6 in
 * brackets. Without a scheme it is a proxy of `fallback`. Gives what is wrong as text; never the password.
 */
export function parseProxyLine(line: string, fallback: ProxyProtocol): ProxyLine | string {
  const text = line.trim();
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined) {
    const protocol = SCHEMES[scheme];
    if (protocol === undefined) return `${scheme}:// is not known: use ${PROXY_PROTOCOLS.join(', ')}`;
    return parseUrl(text.slice(scheme.length + 3).replace(/\/$/, ''), protocol);
  }
  const at = text.lastIndexOf('@');
  if (at > 0) {
    const place = placeOf(text.slice(at + 1));
    // host:port:user:p@ss has an @ too, and no place behind it.
    if (place !== null) return withUser(place, text.slice(0, at), fallback, (part) => part);
  }
  const [, host, port, user, password] = /^(\[[^\]]*\]|[^:]*):(\d*)(?::([^:]*):(.*))?$/.exec(text) ?? [];
  const place = placeOf(`${host ?? ''}:${port ?? ''}`);
  if (place === null) return 'is not host:port, host:port:user:password, user:password@host:port or a URL';
  return {
    protocol: fallback,
    ...place,
    username: user === undefined || user === '' ? null : user,
    password: password || null,
  };
}

function parseUrl(rest: string, protocol: ProxyProtocol): ProxyLine | string {
  const at = rest.lastIndexOf('@');
  const place = placeOf(rest.slice(at + 1));
  if (place === null) return 'names no host and port';
  if (at < 0) return { protocol, ...place, username: null, password: null };
  return withUser(place, rest.slice(0, at), protocol, decoded);
}

function withUser(
  place: { host: string; port: number },
  user: string,
  protocol: ProxyProtocol,
  decode: (part: string) => string | null,
): ProxyLine | string {
  const colon = user.indexOf(':');
  const username = decode(colon < 0 ? user : user.slice(0, colon));
  const password = colon < 0 ? '' : decode(user.slice(colon + 1));
  if (username === null || password === null)
    return 'has a user name or password that is not percent-encoded as it should';
  return { protocol, ...place, username: username || null, password: password || null };
}

function placeOf(text: string): { host: string; port: number } | null {
  const [, host, port] = /^(\[[^\]]*\]|[^:@/]+):(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) return null;
  if (host.startsWith('[') && isIP(host.slice(1, -1)) !== 6) return null;
  return { host: normalHost(host), port: Number(port) };
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

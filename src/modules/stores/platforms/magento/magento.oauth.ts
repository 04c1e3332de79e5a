import { hmac } from '../../../../common/security/signature.js';
import type { PlatformCredentials } from '../platform.connection.js';

/** OAuth 1.0a with consumer and token (RFC 5849), HMAC-SHA256, in the Authorization header. Bodies are not signed. */

export type Parameter = readonly [name: string, value: string];

/** RFC 3986: everything but letters, digits and `-._~` is escaped, in UTF-8. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The query's parameters in their order, as they are signed and sent. */
export function encodeQuery(parameters: readonly Parameter[]): string {
  return parameters.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join('&');
}

/** Section 3.4.1: method, address without query, and all parameters sorted by their escaped bytes. */
export function signatureBase(method: string, address: string, parameters: readonly Parameter[]): string {
  const { protocol, host, pathname } = new URL(address);
  const sorted = parameters
    .map(([name, value]): Parameter => [percentEncode(name), percentEncode(value)])
    .sort((a, b) => byBytes(a[0], b[0]) || byBytes(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  return [method.toUpperCase(), `${protocol}//${host}${pathname}`, sorted].map(percentEncode).join('&');
}

/**
 * The Authorization header of one call.
 * @param once timestamp in unix seconds (the server allows ten minutes of difference) and a nonce that was never used
 */
export function authorization(
  call: { method: string; address: string; query: readonly Parameter[] },
  credentials: PlatformCredentials,
  once: { timestamp: number; nonce: string },
): string {
  const { consumer_key = '', consumer_secret = '', access_token = '', access_token_secret = '' } = credentials;
  const own: Parameter[] = [
    ['oauth_consumer_key', consumer_key],
    ['oauth_nonce', once.nonce],
    ['oauth_signature_method', 'HMAC-SHA256'],
    ['oauth_timestamp', String(once.timestamp)],
    ['oauth_token', access_token],
    ['oauth_version', '1.0'],
  ];
  const key = `${percentEncode(consumer_secret)}&${percentEncode(access_token_secret)}`;
  const base = signatureBase(call.method, call.address, [...call.query, ...own]);
  const signed: Parameter[] = [...own, ['oauth_signature', hmac('sha256', key, base).toString('base64')]];
  return `OAuth ${signed.map(([name, value]) => `${name}="${percentEncode(value)}"`).join(', ')}`;
}

function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

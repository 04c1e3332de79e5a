import { hmac } from '../../../../common/security/signature.js';
import type { HmacAlgorithm } from '../../../../common/security/signature.js';

/**
 * OAuth 1.0a without tokens ("one-legged", RFC 5849), which is how WooCommerce knows its caller over plain http.
 * A JSON body is not part of the signature.
 */

export type Parameter = readonly [name: string, value: string];

export interface Signer {
  consumer_key: string;
  consumer_secret: string;
  /** Unix seconds; the server allows 15 minutes of difference. */
  timestamp: number;
  /** Fresh for every call: the server refuses one that it has seen. */
  nonce: string;
}

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

/** Base64 of section 3.4.2; there is no token, so the key ends with a bare `&`. */
export function signature(base: string, consumer_secret: string, algorithm: HmacAlgorithm = 'sha256'): string {
  return hmac(algorithm, `${percentEncode(consumer_secret)}&`, base).toString('base64');
}

/**
 * The query's parameters with the signed `oauth_*` ones.
 * @param address without query, exactly as it is called: the server signs its own configured home address.
 */
export function signQuery(
  method: string,
  address: string,
  parameters: readonly Parameter[],
  signer: Signer,
): Parameter[] {
  const all: Parameter[] = [
    ...parameters,
    ['oauth_consumer_key', signer.consumer_key],
    ['oauth_nonce', signer.nonce],
    ['oauth_signature_method', 'HMAC-SHA256'],
    ['oauth_timestamp', String(signer.timestamp)],
  ];
  return [...all, ['oauth_signature', signature(signatureBase(method, address, all), signer.consumer_secret)]];
}

function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

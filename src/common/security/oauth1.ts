/** What every use of OAuth 1.0a (RFC 5849) has in common: escaping, the query, and what is signed. */

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

function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

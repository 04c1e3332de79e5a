import { createHmac, timingSafeEqual } from 'node:crypto';
import { MagentoError } from './answers.js';

/** An integration of the shop's admin, with the resources that it was given; null: all. */
export interface Integration {
  consumer_key: string;
  consumer_secret: string;
  access_token: string;
  access_token_secret: string;
  resources: readonly string[] | null;
}

/** Not secrets: whoever reads them here may use them, against the sandbox only. */
export const INTEGRATIONS: readonly Integration[] = [
  {
    consumer_key: 'magento-sandbox-consumer-key',
    consumer_secret: 'magento-sandbox-consumer-secret',
    access_token: 'magento-sandbox-access-token',
    access_token_secret: 'magento-sandbox-token-secret',
    resources: null,
  },
  {
    consumer_key: 'magento-limited-consumer-key',
    consumer_secret: 'magento-limited-consumer-secret',
    access_token: 'magento-limited-access-token',
    access_token_secret: 'magento-limited-token-secret',
    resources: ['Magento_Backend::store', 'Magento_Catalog::products', 'Magento_Catalog::attributes_attributes'],
  },
];

const WINDOW_SECONDS = 600;

/** Who calls: a bearer token (allowed in this shop's configuration), or OAuth 1.0a over all four secrets. */
export class Gate {
  private readonly nonces = new Map<string, number>();

  /** `now`: seconds, the machine's real time, because callers sign with theirs. Throws MagentoError 401. */
  constructor(private readonly now: () => number) {}

  /** Null: nobody that the shop knows. */
  whoIs(method: string, url: URL, authorization: string): Integration | null {
    const bearer = /^bearer\s+(\S+)$/i.exec(authorization)?.[1];
    if (bearer !== undefined) return INTEGRATIONS.find((one) => one.access_token === bearer) ?? null;
    if (!/^oauth\s/i.test(authorization)) return null;
    const given = parametersIn(authorization);
    const of = (name: string): string => given.get(`oauth_${name}`) ?? '';
    for (const name of ['version', 'consumer_key', 'token', 'signature_method', 'signature', 'nonce', 'timestamp']) {
      if (of(name) === '') throw refused(`oauth_${name} is a required field. Enter and try again.`);
    }
    if (of('version') !== '1.0') throw refused('The OAuth version is invalid.');
    if (of('signature_method') !== 'HMAC-SHA256') throw refused('Signature method "%1" is not supported.');
    const found = INTEGRATIONS.find((one) => one.consumer_key === of('consumer_key'));
    if (found === undefined) throw refused('A consumer with the ID was not found.');
    if (found.access_token !== of('token')) throw refused('The token does not exist.');
    const expected = signatureOf(method, url, given, found);
    if (!same(expected, of('signature'))) throw refused('The signature is invalid. Verify and try again.');
    this.checkNonce(of('nonce'), Number(of('timestamp')));
    return found;
  }

  private checkNonce(nonce: string, timestamp: number): void {
    const now = this.now();
    if (!(Math.abs(timestamp - now) <= WINDOW_SECONDS)) throw refused('The timestamp value is invalid.');
    for (const [seen, at] of this.nonces) {
      if (at >= now - WINDOW_SECONDS) break;
      this.nonces.delete(seen);
    }
    if (this.nonces.has(nonce)) throw refused('The nonce is already being used by the consumer with the ID.');
    this.nonces.set(nonce, now);
  }
}

function signatureOf(method: string, url: URL, given: Map<string, string>, integration: Integration): string {
  const pairs = [...given, ...url.searchParams].filter(([name]) => name !== 'oauth_signature' && name !== 'realm');
  const sorted = pairs
    .map(([name, value]): [string, string] => [escape(name), escape(value)])
    .sort((a, b) => (a[0] === b[0] ? (a[1] < b[1] ? -1 : 1) : a[0] < b[0] ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&');
  const base = [method, `${url.origin}${url.pathname}`, sorted].map(escape).join('&');
  const key = `${escape(integration.consumer_secret)}&${escape(integration.access_token_secret)}`;
  return createHmac('sha256', key).update(base).digest('base64');
}

function parametersIn(authorization: string): Map<string, string> {
  const pairs = authorization.replace(/^oauth\s+/i, '').matchAll(/([a-z_]+)="([^"]*)"/gi);
  return new Map([...pairs].map((match) => [match[1] ?? '', unescaped(match[2] ?? '')]));
}

function escape(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function refused(message: string): MagentoError {
  return new MagentoError(401, message);
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import { WooError } from './answers.js';
import { rawUrlEncode, type PhpArray, type PhpValue } from './php.js';

export interface ApiKey {
  consumer_key: string;
  consumer_secret: string;
  permissions: 'read' | 'read_write';
}

export interface OauthRequest {
  method: string;
  /** The site's configured home address and the path under it: what the signature is checked against. */
  address: string;
  /** Query and form parameters, parsed. A JSON body is not signed. */
  parameters: PhpArray;
  /** The Authorization header, or ''. */
  authorization: string;
}

const NEEDED = ['oauth_consumer_key', 'oauth_timestamp', 'oauth_nonce', 'oauth_signature', 'oauth_signature_method'];
const WINDOW_SECONDS = 15 * 60;
/** Recorded: a list of this many indexed items no longer verifies, because the two sides sort its keys apart. */
const UNSORTABLE_ITEMS = 10;

/** One-legged OAuth 1.0a as the platform checks it, with the nonces that it has seen. */
export class OauthVerifier {
  private readonly nonces = new Map<string, number>();

  constructor(
    private readonly keys: readonly ApiKey[],
    /** Seconds since 1970: the machine's real time, because the callers sign with theirs. */
    private readonly now: () => number,
  ) {}

  /** The key that signed; null when the request does not try OAuth at all. Throws WooError 401. */
  verify(request: OauthRequest): ApiKey | null {
    const parameters = new Map(request.parameters);
    for (const [name, value] of headerParameters(request.authorization)) parameters.set(name, value);
    const missing = NEEDED.filter((name) => textOf(parameters.get(name)) === '');
    if (missing.length === NEEDED.length) return null;
    if (missing.length > 0) {
      const plural = missing.length === 1 ? 'parameter' : 'parameters';
      throw new WooError(
        401,
        'woocommerce_rest_authentication_missing_parameter',
        `Missing OAuth ${plural} ${missing.join(', ')}`,
      );
    }
    const key = this.keys.find((candidate) => candidate.consumer_key === textOf(parameters.get('oauth_consumer_key')));
    if (key === undefined) throw refused('Consumer key is invalid.');
    checkSignature(request, parameters, key);
    this.checkFreshness(parameters);
    return key;
  }

  private checkFreshness(parameters: PhpArray): void {
    const timestamp = Number(textOf(parameters.get('oauth_timestamp')));
    const now = this.now();
    if (!(Math.abs(timestamp - now) <= WINDOW_SECONDS)) throw refused('Invalid timestamp.');
    for (const [nonce, at] of this.nonces) {
      if (at >= now - WINDOW_SECONDS) break;
      this.nonces.delete(nonce);
    }
    const nonce = `${textOf(parameters.get('oauth_consumer_key'))} ${textOf(parameters.get('oauth_nonce'))}`;
    if (this.nonces.has(nonce)) throw refused('Invalid nonce - nonce has already been used.');
    this.nonces.set(nonce, timestamp);
  }
}

function checkSignature(request: OauthRequest, parameters: PhpArray, key: ApiKey): void {
  const given = decodeURIComponentSafe(textOf(parameters.get('oauth_signature')).replaceAll(' ', '+'));
  const method = textOf(parameters.get('oauth_signature_method'));
  if (method !== 'HMAC-SHA1' && method !== 'HMAC-SHA256') {
    throw refused('Invalid signature - signature method is invalid.');
  }
  const signed = new Map(parameters);
  signed.delete('oauth_signature');
  const expected = createHmac(method === 'HMAC-SHA1' ? 'sha1' : 'sha256', `${key.consumer_secret}&`)
    .update(baseString(request.method, request.address, signed))
    .digest('base64');
  const sortable = ![...signed.values()].some((value) => value instanceof Map && value.size >= UNSORTABLE_ITEMS);
  if (!sortable || !sameText(expected, given)) {
    throw refused('Invalid signature - provided signature does not match.');
  }
}

/**
 * RFC 5849, 3.4.1, with the platform's own way of joining lists: keys are sorted before lists are spread, and a
 * list that was sent as `name[]` is spread as `name[0]`, so that its signature cannot match.
 */
export function baseString(method: string, address: string, parameters: PhpArray): string {
  const sorted = [...parameters].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const pairs: string[] = [];
  const spread = (name: string, value: PhpValue): void => {
    if (typeof value === 'string') pairs.push(rawUrlEncode(`${name}=${rawUrlEncode(value)}`));
    else for (const [key, child] of value) spread(`${name}%5B${key}%5D`, child);
  };
  for (const [name, value] of sorted) spread(rawUrlEncode(name), value);
  return `${method.toUpperCase()}&${rawUrlEncode(address)}&${pairs.join('%26')}`;
}

function headerParameters(authorization: string): [string, string][] {
  if (!/^oauth\s/i.test(authorization)) return [];
  return [...authorization.matchAll(/(oauth_[a-z_-]+)="([^"]*)"/g)].map((match) => [
    match[1] ?? '',
    decodeURIComponentSafe(match[2] ?? ''),
  ]);
}

function refused(message: string): WooError {
  return new WooError(401, 'woocommerce_rest_authentication_error', message);
}

function textOf(value: PhpValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function decodeURIComponentSafe(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

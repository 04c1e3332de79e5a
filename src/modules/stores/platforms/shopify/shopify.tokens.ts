import { createHash } from 'node:crypto';

import { LRUCache } from 'lru-cache';

import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { PlatformConnection, PlatformCredentials } from '../platform.connection.js';
import { badAnswer, errorOfStatus, PROVIDER } from './shopify.errors.js';
import { isObject } from './shopify.node.js';

/** Renewed this long before Shopify ends it, so that no call starts with a token that dies on the way. */
const MARGIN_MS = 5 * 60_000;

/** Answered with 400 by the token endpoint, and nothing that asking again would mend. */
const REFUSED_STATUS: ReadonlySet<number> = new Set([400, 401, 403]);

interface HeldToken {
  token: Promise<string>;
  /** On the clock of `now`; Infinity while the answer is awaited. */
  renew_at: number;
}

/**
 * Access tokens of the client-credentials grant: asked for when first needed, kept in memory until shortly before their
 * end (a day, as Shopify gives them), one request at a time for each shop and app. A fixed `access_token` is used as it is.
 */
export class ShopifyTokens {
  private readonly held = new LRUCache<string, HeldToken>({ max: 5_000 });

  /** `now`: monotonic milliseconds. `addressOf`: the origin (and path) that serves a shop. */
  constructor(
    private readonly addressOf: (shop_domain: string) => string,
    private readonly now: () => number,
  ) {}

  /** Throws ProviderError `auth` when Shopify does not know the app, its secret or the shop. */
  async get(connection: PlatformConnection): Promise<string> {
    const { credentials } = connection;
    if (credentials.access_token !== undefined) return credentials.access_token;
    const key = keyOf(credentials);
    const found = this.held.get(key);
    if (found !== undefined && found.renew_at > this.now()) return found.token;
    const entry: HeldToken = {
      token: this.ask(connection, (renew_at) => (entry.renew_at = renew_at)),
      renew_at: Infinity,
    };
    this.held.set(key, entry);
    try {
      return await entry.token;
    } catch (error) {
      if (this.held.get(key) === entry) this.held.delete(key);
      throw error;
    }
  }

  /** Drops a token that Shopify refused; false when there is no other to be had. */
  forget(credentials: PlatformCredentials): boolean {
    if (credentials.access_token !== undefined) return false;
    this.held.delete(keyOf(credentials));
    return true;
  }

  private async ask(connection: PlatformConnection, keepUntil: (renew_at: number) => void): Promise<string> {
    const { shop_domain = '', client_id = '', client_secret = '' } = connection.credentials;
    const askedAt = this.now();
    const response = await connection.http.request({
      provider: PROVIDER,
      method: 'POST',
      url: `${this.addressOf(shop_domain)}/admin/oauth/access_token`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret }).toString(),
      idempotent: true,
      // Not the caller's signal: others may be waiting for the same token.
      timeout_ms: 30_000,
    });
    if (response.status !== 200) throw refusalOf(errorOfStatus(response.status, response.text(), shop_domain));
    const answer = response.json();
    if (!isObject(answer) || typeof answer.access_token !== 'string' || answer.access_token === '') {
      throw badAnswer('Shopify answered the request for a token without one');
    }
    const seconds = typeof answer.expires_in === 'number' ? answer.expires_in : 3600;
    keepUntil(askedAt + Math.max(seconds * 1000 - MARGIN_MS, (seconds * 1000) / 2));
    return answer.access_token;
  }
}

function refusalOf(error: ProviderError): ProviderError {
  if (!REFUSED_STATUS.has(error.status ?? 0)) return error;
  return new ProviderError({
    fault: 'auth',
    provider: PROVIDER,
    message: `Shopify gives this app no token for the shop: ${error.provider_message || 'the credentials are not accepted'}`,
    provider_code: error.provider_code ?? '',
    provider_message: error.provider_message ?? '',
    ...(error.status === undefined ? {} : { status: error.status }),
  });
}

function keyOf(credentials: PlatformCredentials): string {
  const { shop_domain = '', client_id = '', client_secret = '' } = credentials;
  return createHash('sha256')
    .update(JSON.stringify([shop_domain, client_id, client_secret]))
    .digest('base64');
}

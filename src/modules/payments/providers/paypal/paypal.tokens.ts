import { createHash } from 'node:crypto';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { ProviderConnection } from '../provider.connection.js';
import type { ProviderFetch } from '../provider.fetch.js';
import { accepted } from './paypal.answers.js';
import { at, textAt } from './paypal.values.js';

export interface PaypalToken {
  access_token: string;
  scopes: ReadonlySet<string>;
  /** ms */
  expires_at: number;
}

/** A token that ends so soon could end under way. */
const MARGIN_MS = 60_000;
const MOST_KEPT = 1000;

/**
 * Access tokens (about 9 hours) in memory, one for each pair of credentials: asking for one with each call is the usual cause of
 * PayPal's 429. The SDK's own way would keep one per client, and ask past our transport's words.
 */
export class PaypalTokens {
  private readonly kept = new Map<string, Promise<PaypalToken>>();

  constructor(private readonly now: () => number = Date.now) {}

  /** @param fresh leaves what is kept: a token knows the permissions of the time when it was made. */
  async get(connection: ProviderConnection, address: string, link: ProviderFetch, fresh = false): Promise<PaypalToken> {
    const key = keyOf(connection, address);
    const kept = fresh ? undefined : this.kept.get(key);
    if (kept !== undefined) {
      const token = await kept;
      if (token.expires_at - MARGIN_MS > this.now()) return token;
    }
    const asked = this.ask(connection, address, link, fresh);
    this.keep(key, asked);
    try {
      return await asked;
    } catch (error) {
      if (this.kept.get(key) === asked) this.kept.delete(key);
      throw error;
    }
  }

  /** PayPal does not take it any more. */
  drop(connection: ProviderConnection, address: string): void {
    this.kept.delete(keyOf(connection, address));
  }

  private keep(key: string, asked: Promise<PaypalToken>): void {
    this.kept.delete(key);
    this.kept.set(key, asked);
    const oldest = this.kept.size > MOST_KEPT ? this.kept.keys().next().value : undefined;
    if (oldest !== undefined) this.kept.delete(oldest);
  }

  private async ask(
    { credentials }: ProviderConnection,
    address: string,
    link: ProviderFetch,
    fresh: boolean,
  ): Promise<PaypalToken> {
    const pair = `${credentials.client_id ?? ''}:${credentials.client_secret ?? ''}`;
    const body = new URLSearchParams({ grant_type: 'client_credentials', ...(fresh ? { ignoreCache: 'true' } : {}) });
    const response = await link.fetch(`${address}/v1/oauth2/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body,
    });
    if (response.status === 401 || response.status === 403) throw wrongCredentials(credentials.environment, response);
    const json = accepted({ status: response.status, text: await response.text(), needs: 'to ask for access' });
    const accessToken = textAt(json, 'access_token');
    const seconds = Number(at(json, 'expires_in'));
    if (accessToken === null || !Number.isFinite(seconds)) {
      const message = 'PayPal answered without an access token';
      throw new ProviderError({ fault: 'bad_answer', provider: 'paypal', message, status: response.status });
    }
    const scopes = new Set((textAt(json, 'scope') ?? '').split(/\s+/).filter((scope) => scope !== ''));
    return { access_token: accessToken, scopes, expires_at: this.now() + seconds * 1000 };
  }
}

/** Never the secret itself in memory that lives long. */
function keyOf({ credentials }: ProviderConnection, address: string): string {
  const parts = [address, credentials.client_id ?? '', credentials.client_secret ?? ''];
  return createHash('sha256').update(parts.join('\n')).digest('base64');
}

function wrongCredentials(environment: string | undefined, { status }: Response): ProviderError {
  const other = environment === 'live' ? 'sandbox' : 'live';
  return new ProviderError({
    fault: 'auth',
    provider: 'paypal',
    message:
      `PayPal does not know this client_id and client_secret in its ${environment ?? ''} environment; ` +
      `they may belong to ${other}, or the secret was replaced`,
    status,
    provider_code: 'invalid_client',
  });
}

import type { AdClock } from '../core/ads/clock.js';
import { revokedToken, TiktokRefusal } from './refusal.js';

export const APP_ID = 'sandbox-tiktok-app';
export const APP_SECRET = 'sandbox-tiktok-app-secret';
export const TOKEN = 'sandbox-tiktok-token';
export const READING_TOKEN = 'sandbox-tiktok-readonly-token';
export const EXPIRED_TOKEN = 'sandbox-tiktok-expired-token';
export const EXPIRING_TOKEN = 'sandbox-tiktok-expiring-token';
export const REFRESH_TOKEN = 'sandbox-tiktok-refresh-token';

/** The permissions by TikTok's numbers: 1 ad account, 2 ads, 3 audience, 4 reporting, 6 creatives. */
export const SCOPES = { account: 1, ads: 2, audience: 3, reporting: 4, creative: 6 } as const;
export const ALL_SCOPES: number[] = [1, 2, 3, 4, 6];
const READING_SCOPES = [1, 4];

export interface TiktokToken {
  value: string;
  scopes: number[];
  advertiser_ids: string[];
  /** Seconds since 1970; null: never, as those of advertisers. */
  expires_at: number | null;
  is_revoked: boolean;
}

interface Refresh {
  scopes: number[];
  advertiser_ids: string[];
  expires_at: number;
}

const DAY = 86_400;
const CODE_LIFE = 3600;

/** Access tokens, refresh tokens and authorization codes. */
export class Tokens {
  private readonly known = new Map<string, TiktokToken>();
  private readonly refreshes = new Map<string, Refresh>();
  private readonly codes = new Map<string, number>();
  private made = 0;

  constructor(
    private readonly clock: AdClock,
    private readonly advertiser_ids: readonly string[],
  ) {
    const now = this.now();
    this.add(TOKEN, ALL_SCOPES, null);
    this.add(READING_TOKEN, READING_SCOPES, null);
    this.add(EXPIRED_TOKEN, ALL_SCOPES, now - DAY);
    this.add(EXPIRING_TOKEN, ALL_SCOPES, now + DAY);
    this.refreshes.set(REFRESH_TOKEN, {
      scopes: ALL_SCOPES,
      advertiser_ids: [...advertiser_ids],
      expires_at: now + 365 * DAY,
    });
  }

  now(): number {
    return Math.floor(this.clock.now() / 1000);
  }

  find(value: string): TiktokToken | undefined {
    return this.known.get(value);
  }

  /** Throws TiktokRefusal. */
  live(value: string | undefined): TiktokToken {
    if (value === undefined || value === '') throw new TiktokRefusal(40104, 'Access token is null.');
    const token = this.known.get(value);
    if (token === undefined || token.is_revoked) throw revokedToken();
    if (token.expires_at !== null && token.expires_at <= this.now()) {
      throw new TiktokRefusal(40102, 'Access token is expired.');
    }
    return token;
  }

  code(): string {
    const value = `sandbox-tiktok-auth-code-${++this.made}`;
    this.codes.set(value, this.now() + CODE_LIFE);
    return value;
  }

  /** A token for a code, once. Throws TiktokRefusal. */
  redeem(code: string): TiktokToken {
    const ends = this.codes.get(code);
    this.codes.delete(code);
    if (ends === undefined || ends <= this.now())
      throw new TiktokRefusal(40110, 'Auth_code is invalid, used or expired.');
    return this.add(`sandbox-tiktok-granted-${++this.made}`, ALL_SCOPES, null);
  }

  /** A new pair for a refresh token, which is used up. Throws TiktokRefusal. */
  refresh(value: string): { token: TiktokToken; refresh_token: string; refresh_expires_in: number } {
    const old = this.refreshes.get(value);
    if (old === undefined) throw new TiktokRefusal(40105, 'Refresh token is incorrect or has been revoked.');
    if (old.expires_at <= this.now()) throw new TiktokRefusal(40103, 'Refresh token is expired.');
    this.refreshes.delete(value);
    const fresh = `sandbox-tiktok-refreshed-refresh-${++this.made}`;
    this.refreshes.set(fresh, old);
    const token = this.add(`sandbox-tiktok-refreshed-${this.made}`, old.scopes, this.now() + DAY);
    return { token, refresh_token: fresh, refresh_expires_in: old.expires_at - this.now() };
  }

  private add(value: string, scopes: readonly number[], expires_at: number | null): TiktokToken {
    const token = {
      value,
      scopes: [...scopes],
      advertiser_ids: [...this.advertiser_ids],
      expires_at,
      is_revoked: false,
    };
    this.known.set(value, token);
    return token;
  }
}

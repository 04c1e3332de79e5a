import { createHash } from 'node:crypto';
import type { AdClock } from '../core/ads/clock.js';
import { MAIN_APP, STRICT_APP } from './apps.js';
import { expired, GraphRefusal, revokedSession } from './refusal.js';

export const USER_ID = '3000000001';
export const LONG_TOKEN = 'sandbox-meta-long-token';
export const SHORT_TOKEN = 'sandbox-meta-short-token';
export const READING_TOKEN = 'sandbox-meta-readonly-token';
export const EXPIRED_TOKEN = 'sandbox-meta-expired-token';
export const SYSTEM_TOKEN = 'sandbox-meta-system-token';
export const STRICT_TOKEN = 'sandbox-meta-strict-token';
export const PAGE_TOKEN = 'sandbox-meta-page-token';

export const ALL_SCOPES = [
  'ads_management',
  'ads_read',
  'business_management',
  'pages_show_list',
  'pages_read_engagement',
  'pages_manage_ads',
  'instagram_basic',
  'public_profile',
];
const READING_SCOPES = ['ads_read', 'pages_show_list', 'public_profile'];

export interface MetaToken {
  value: string;
  app_id: string;
  user_id: string;
  type: 'USER' | 'SYSTEM_USER' | 'PAGE';
  scopes: string[];
  /** Asked for, and not granted. */
  declined: string[];
  issued_at: number;
  /** Seconds since 1970; 0: never. */
  expires_at: number;
  data_access_expires_at: number;
  is_revoked: boolean;
}

interface Code {
  app_id: string;
  redirect_uri: string;
  scopes: string[];
  /** The PKCE challenge that the code was asked with, or null. */
  challenge: string | null;
  method: string;
  expires_at: number;
}

const HOUR = 3600;
const DAY = 24 * HOUR;
export const LONG_LIFE = 60 * DAY;
export const SHORT_LIFE = 2 * HOUR;
const DATA_ACCESS = 90 * DAY;
const CODE_LIFE = 600;

/** Access tokens and authorization codes: the fixed ones, and those that were given out since. */
export class Tokens {
  private readonly known = new Map<string, MetaToken>();
  private readonly codes = new Map<string, Code>();
  private made = 0;

  constructor(private readonly clock: AdClock) {
    const now = this.now();
    this.add(LONG_TOKEN, { expires_at: now + LONG_LIFE });
    this.add(SHORT_TOKEN, { expires_at: now + SHORT_LIFE });
    this.add(READING_TOKEN, { expires_at: now + LONG_LIFE, scopes: READING_SCOPES, declined: ['ads_management'] });
    this.add(EXPIRED_TOKEN, { expires_at: now - DAY, issued_at: now - DAY - LONG_LIFE });
    this.add(SYSTEM_TOKEN, { expires_at: 0, type: 'SYSTEM_USER', user_id: '3000000002' });
    this.add(STRICT_TOKEN, { expires_at: now + LONG_LIFE, app_id: STRICT_APP });
    this.add(PAGE_TOKEN, { expires_at: 0, type: 'PAGE' });
  }

  now(): number {
    return Math.floor(this.clock.now() / 1000);
  }

  find(value: string): MetaToken | undefined {
    return this.known.get(value);
  }

  all(): MetaToken[] {
    return [...this.known.values()];
  }

  /** A token that may be used now. Throws GraphRefusal. */
  live(value: string): MetaToken {
    const token = this.known.get(value);
    if (token === undefined) {
      throw new GraphRefusal(190, 'Invalid OAuth access token - Cannot parse access token', { status: 401 });
    }
    if (token.is_revoked) throw revokedSession();
    if (token.expires_at !== 0 && token.expires_at <= this.now()) throw expired(token.expires_at);
    return token;
  }

  /** A new token like another, or for somebody who signed in. */
  grant(app_id: string, life: number, scopes: string[], declined: string[] = []): MetaToken {
    const value = `sandbox-meta-granted-${life === SHORT_LIFE ? 'short' : 'long'}-${++this.made}`;
    return this.add(value, { app_id, scopes, declined, expires_at: this.now() + life });
  }

  /** What the dialog hands to the redirect address. */
  code(code: Omit<Code, 'expires_at'>): string {
    const value = `sandbox-meta-code-${++this.made}`;
    this.codes.set(value, { ...code, expires_at: this.now() + CODE_LIFE });
    return value;
  }

  /** A code, once. Throws GraphRefusal. */
  redeem(value: string, app_id: string, redirect_uri: string, verifier: string | null): Code {
    const code = this.codes.get(value);
    const refuse = (words: string, subcode: number): GraphRefusal => new GraphRefusal(100, words, { subcode });
    if (code === undefined) throw refuse('Invalid verification code format.', 36008);
    if (code.app_id !== app_id)
      throw refuse('Error validating verification code. It was issued to another app.', 36009);
    if (code.redirect_uri !== redirect_uri) {
      const words =
        'Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the ' +
        'OAuth dialog request';
      throw refuse(words, 36008);
    }
    if (code.challenge !== null && challengeOf(verifier ?? '', code.method) !== code.challenge) {
      throw refuse('Error validating code verifier.', 36010);
    }
    this.codes.delete(value);
    if (code.expires_at <= this.now()) throw refuse('This authorization code has expired.', 36007);
    return code;
  }

  private add(value: string, given: Partial<MetaToken>): MetaToken {
    const now = this.now();
    const token: MetaToken = {
      value,
      app_id: MAIN_APP,
      user_id: USER_ID,
      type: 'USER',
      declined: [],
      issued_at: now,
      expires_at: 0,
      data_access_expires_at: now + DATA_ACCESS,
      is_revoked: false,
      ...given,
      scopes: [...(given.scopes ?? ALL_SCOPES)],
    };
    this.known.set(value, token);
    return token;
  }
}

function challengeOf(verifier: string, method: string): string {
  return method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier;
}

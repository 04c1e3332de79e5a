import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { LRUCache } from 'lru-cache';
import { Clock } from '../../common/clock/clock.js';
import { AppError } from '../../common/errors/app-error.js';
import { isUuid } from '../../common/ids/ids.js';
import { KeyedHash } from '../../common/security/keyed-hash.js';

/** How long an access token is good, in seconds. */
export const ACCESS_TOKEN_SECONDS = 900;
const ALGORITHM = 'HS256';
const ISSUER = 'ksap';
const AUDIENCE = 'ksap-api';
const NONCE_BYTES = 9;
const KEPT_TOKENS = 5_000;

/** What a genuine access token says. Whether it is still good, its session tells. */
export interface AccessClaims {
  user_id: string;
  session_id: string;
  token_version: number;
}

/** Access tokens: JWTs of a quarter of an hour, signed with a key of their own. https://www.rfc-editor.org/rfc/rfc8725 */
@Injectable()
export class AccessTokens {
  private readonly key: KeyObject;
  private readonly jwt = new JwtService();
  /** Genuine ones that have been read: a client sends the same token with each call until it expires. */
  private readonly genuine = new LRUCache<string, { claims: AccessClaims; exp: number }>({ max: KEPT_TOKENS });

  constructor(
    hash: KeyedHash,
    private readonly clock: Clock,
  ) {
    this.key = createSecretKey(hash.key('access-token'));
  }

  issue(claims: AccessClaims): string {
    const now = Math.floor(this.clock.ms() / 1000);
    const payload = {
      sub: claims.user_id,
      sid: claims.session_id,
      ver: claims.token_version,
      // Two tokens of one second differ too.
      jti: randomBytes(NONCE_BYTES).toString('base64url'),
      iss: ISSUER,
      aud: AUDIENCE,
      iat: now,
      exp: now + ACCESS_TOKEN_SECONDS,
    };
    return this.jwt.sign(payload, { privateKey: this.key, algorithm: ALGORITHM });
  }

  /** The claims, or why it is refused: TOKEN_EXPIRED for one of ours that is past its time, else UNAUTHENTICATED. */
  read(token: string): AccessClaims | AppError {
    const known = this.genuine.get(token);
    if (known) return this.clock.ms() / 1000 < known.exp ? known.claims : tokenExpired();
    try {
      const { sub, sid, ver, exp } = this.jwt.verify<Record<string, unknown>>(token, this.checks());
      if (isUuid(sub) && isUuid(sid) && typeof ver === 'number' && typeof exp === 'number') {
        const claims = { user_id: sub, session_id: sid, token_version: ver };
        this.genuine.set(token, { claims, exp });
        return claims;
      }
    } catch (error) {
      if ((error as Error).name === 'TokenExpiredError') return tokenExpired();
    }
    return tokenRefused();
  }

  private checks(): Parameters<JwtService['verify']>[1] {
    return {
      // The types know text and bytes alone; the library takes the key as it is, and does not make it anew each time.
      publicKey: this.key as unknown as Buffer,
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience: AUDIENCE,
      clockTimestamp: Math.floor(this.clock.ms() / 1000),
    };
  }
}

const challenge = (error: string): Record<string, string> => ({ 'WWW-Authenticate': `Bearer error="${error}"` });

export function tokenExpired(): AppError {
  return new AppError('TOKEN_EXPIRED', 'The access token has expired: refresh it', {}, challenge('invalid_token'));
}

/** The same for a forged token and for one whose session has ended. */
export function tokenRefused(): AppError {
  return new AppError(
    'UNAUTHENTICATED',
    'The access token is not valid: sign in again',
    {},
    challenge('invalid_token'),
  );
}

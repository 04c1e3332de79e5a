import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { KeyedHash } from '../../common/security/keyed-hash.js';

const TOKEN_BYTES = 32;

export type SecretTokenKind = 'refresh' | 'verify_email' | 'reset_password';

/**
 * Tokens that are bearer secrets: 256 random bits as 43 characters of base64url. The database has their keyed hash
 * alone, so that who reads it can use none.
 */
@Injectable()
export class SecretTokens {
  constructor(private readonly hash: KeyedHash) {}

  create(kind: SecretTokenKind): { token: string; hash: Buffer } {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    return { token, hash: this.hashOf(kind, token) };
  }

  /** What stands in the database for it. A token of one kind is none of another. */
  hashOf(kind: SecretTokenKind, token: string): Buffer {
    return this.hash.bytes(`token:${kind}`, token);
  }
}

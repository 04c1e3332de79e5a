import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { AppError } from '../../common/errors/app-error.js';
import { uuidv7 } from '../../common/ids/ids.js';
import type { Account } from '../users/users.api.js';
import type { TokenPurpose } from './one-time-token.entity.js';
import { SecretTokens } from './secret-token.js';

const LIFETIME: Record<TokenPurpose, string> = { reset_password: '30 minutes', verify_email: '3 days' };
/** Mails of one purpose that one account gets within an hour, however often they are asked for. */
const MOST_PER_HOUR = 5;

export interface OneTimeTokenOwner {
  user_id: string;
  /** Where it was mailed to. */
  email: string;
}

/** Tokens that are mailed: good once, for a while, and for the address that they were mailed to. */
@Injectable()
export class OneTimeTokens {
  constructor(
    private readonly database: Database,
    private readonly secrets: SecretTokens,
  ) {}

  /** A new token, beside those that are still on their way. */
  async create(account: Pick<Account, 'id' | 'email'>, purpose: TokenPurpose): Promise<string> {
    const { token, hash } = this.secrets.create(purpose);
    await this.database.execute(
      `INSERT INTO one_time_tokens (id, user_id, purpose, email, token_hash, expires_at)
       VALUES ($1, $2, $3, $4, $5, now() + interval '${LIFETIME[purpose]}')`,
      [uuidv7(), account.id, purpose, account.email, hash],
    );
    return token;
  }

  /** Seconds until the account may have another one mailed; 0: now. */
  async waitFor(userId: string, purpose: TokenPurpose): Promise<number> {
    const row = await this.database.queryOne<{ seconds: number }>(
      `SELECT extract(epoch FROM created_at + interval '1 hour' - now())::float8 AS seconds FROM one_time_tokens
       WHERE user_id = $1 AND purpose = $2 AND created_at > now() - interval '1 hour'
       ORDER BY created_at DESC OFFSET ${MOST_PER_HOUR - 1} LIMIT 1`,
      [userId, purpose],
    );
    return row?.seconds ?? 0;
  }

  /** Whose it is, if it is still good; it stays so. Throws VALIDATION_ERROR. */
  async find(purpose: TokenPurpose, token: string): Promise<OneTimeTokenOwner> {
    const row = await this.database.queryOne<OneTimeTokenOwner>(
      `SELECT user_id, email FROM one_time_tokens
       WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > now()`,
      [this.secrets.hashOf(purpose, token), purpose],
    );
    if (!row) throw notGood();
    return row;
  }

  /** Uses it up, and with it every other one of the same purpose and account. Throws VALIDATION_ERROR. */
  async use(purpose: TokenPurpose, token: string): Promise<OneTimeTokenOwner> {
    const row = await this.database.queryOne<OneTimeTokenOwner>(
      `UPDATE one_time_tokens SET used_at = now()
       WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > now() RETURNING user_id, email`,
      [this.secrets.hashOf(purpose, token), purpose],
    );
    if (!row) throw notGood();
    await this.database.execute(
      'UPDATE one_time_tokens SET used_at = now() WHERE user_id = $1 AND purpose = $2 AND used_at IS NULL',
      [row.user_id, purpose],
    );
    return row;
  }

  async purge(): Promise<void> {
    await this.database.execute("DELETE FROM one_time_tokens WHERE expires_at < now() - interval '1 day'");
  }
}

/** The same for a token that never was, one used, one past its time, and one for an address that is no longer used. */
export function notGood(): AppError {
  return AppError.validation([{ field: 'token', reason: 'is not valid, has expired or was used already' }]);
}

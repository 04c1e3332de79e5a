import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { AppError } from '../errors/app-error.js';
import { KeyedHash } from './keyed-hash.js';

/** Failures are counted together that lie no further apart than this. */
const WINDOW = '15 minutes';
const FIRST_BLOCK = '1 minute';
const LONGEST_BLOCK = '1 hour';
/** 2^6 minutes is past the longest block. */
const MOST_DOUBLINGS = 6;

/** Whose failures are counted. */
export interface FailureKey {
  /** What is counted: `account`, `address` … A fixed word of the code. */
  scope: string;
  value: string;
  /** This many failures block it. */
  most: number;
}

/**
 * Counts failed attempts by a keyed hash of whose they are, in the database: a block holds over processes and restarts,
 * and the table tells nobody who was meant. From the last allowed failure on each one blocks twice as long as the one
 * before, from a minute to an hour; a quarter of an hour without one forgets.
 */
@Injectable()
export class FailureLimits {
  constructor(
    private readonly database: Database,
    private readonly hash: KeyedHash,
  ) {}

  /** Throws RATE_LIMITED with `Retry-After` while any of the keys is blocked. */
  async refuseBlocked(message: string, ...keys: FailureKey[]): Promise<void> {
    const row = await this.database.queryOne<{ seconds: number | null }>(
      `SELECT extract(epoch FROM max(blocked_until) - now())::float8 AS seconds
       FROM login_failures WHERE key = ANY($1) AND blocked_until > now()`,
      [keys.map((key) => this.nameOf(key))],
    );
    const seconds = row?.seconds ?? null;
    if (seconds !== null) throw AppError.rateLimited(seconds, message);
  }

  /** Counts one failure; true when this one blocked the key. */
  async count(key: FailureKey): Promise<boolean> {
    const row = await this.database.queryOne<{ is_blocked: boolean }>(
      `INSERT INTO login_failures AS known (key, window_started_at, count, blocked_until)
       VALUES ($1, now(), 1, CASE WHEN $2::int <= 1 THEN now() + interval '${FIRST_BLOCK}' END)
       ON CONFLICT (key) DO UPDATE SET (window_started_at, count, blocked_until) = (
         SELECT CASE WHEN is_over THEN now() ELSE known.window_started_at END, next,
                CASE WHEN next >= $2::int THEN now() + least(interval '${LONGEST_BLOCK}',
                  interval '${FIRST_BLOCK}' * 2 ^ least(next - $2::int, ${MOST_DOUBLINGS})) END
         FROM (SELECT is_over, CASE WHEN is_over THEN 1 ELSE known.count + 1 END AS next
               FROM (SELECT greatest(known.window_started_at, known.blocked_until) < now() - interval '${WINDOW}'
                            AS is_over) AS age) AS counted)
       RETURNING blocked_until IS NOT NULL AS is_blocked`,
      [this.nameOf(key), key.most],
    );
    return row?.is_blocked ?? false;
  }

  /** Forgets the failures of a key: it succeeded. */
  async clear(key: Pick<FailureKey, 'scope' | 'value'>): Promise<void> {
    await this.database.execute('DELETE FROM login_failures WHERE key = $1', [this.nameOf(key)]);
  }

  /** Removes what no longer counts. */
  async purge(): Promise<number> {
    return this.database.execute(
      `DELETE FROM login_failures WHERE window_started_at < now() - interval '1 day'
         AND (blocked_until IS NULL OR blocked_until < now() - interval '1 day')`,
    );
  }

  private nameOf({ scope, value }: Pick<FailureKey, 'scope' | 'value'>): string {
    return this.hash.hex('login-failures', scope, value);
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { AppError } from '../errors/app-error.js';
import { Recurring } from '../jobs/recurring.js';
import { KeyedHash } from '../security/keyed-hash.js';
import { SecretBox, type SealedSecret, type SecretPlace } from '../security/secret-box.js';
import { equalBytes } from '../security/signature.js';

/** A request that still runs after this long has died with its process. */
const ABANDONED_AFTER = '2 minutes';

export interface IdempotentRequest {
  scope: string;
  key: string;
  method: string;
  path: string;
  body: Buffer;
}

export interface StoredAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

interface KeyRow {
  method: string;
  path: string;
  fingerprint: Buffer;
  state: 'running' | 'done';
  took_effect: boolean;
  abandoned: boolean;
  status_code: number | null;
  headers: Record<string, string> | null;
  body_sealed: SealedSecret | null;
}

/** Idempotency keys and the answers given under them. Answers may hold tokens, so they are sealed. */
@Injectable()
export class IdempotencyStore {
  constructor(
    private readonly database: Database,
    private readonly hash: KeyedHash,
    private readonly box: SecretBox,
  ) {}

  /**
   * Claims the key: undefined means "go on, you are the first", else the answer to repeat.
   * Throws IDEMPOTENCY_KEY_REUSED for another request under the same key, CONFLICT while the first one runs
   * and when the first one took effect but its answer was lost with its process.
   */
  async begin(request: IdempotentRequest): Promise<StoredAnswer | undefined> {
    const fingerprint = this.fingerprint(request);
    for (;;) {
      if (await this.claim(request, fingerprint)) return undefined;
      const row = await this.find(request);
      if (!row) continue;
      if (row.method !== request.method || row.path !== request.path || !equalBytes(row.fingerprint, fingerprint)) {
        throw new AppError('IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key was used with another request');
      }
      if (row.state === 'done' && row.body_sealed && row.status_code !== null) {
        const body = this.box.open(row.body_sealed, location(request));
        return { status: row.status_code, headers: row.headers ?? {}, body };
      }
      if (row.took_effect && row.abandoned) {
        throw AppError.conflict('The first request took effect, but its answer was lost: look up its outcome', {
          reason: 'outcome_unknown',
        });
      }
      if (!row.abandoned) {
        throw AppError.conflict('The first request with this Idempotency-Key is still running', {
          reason: 'in_progress',
        });
      }
      await this.forget(request);
    }
  }

  async finish(request: IdempotentRequest, answer: StoredAnswer): Promise<void> {
    await this.database.execute(
      `UPDATE idempotency_keys SET state = 'done', status_code = $3, headers = $4, body_sealed = $5, finished_at = now()
       WHERE scope = $1 AND key = $2`,
      [
        request.scope,
        request.key,
        answer.status,
        JSON.stringify(answer.headers),
        JSON.stringify(this.box.seal(answer.body, location(request))),
      ],
    );
  }

  /** Frees the key of a request that changed nothing; false when it did change something. */
  async forget(request: { scope: string; key: string }): Promise<boolean> {
    const forgotten = await this.database.execute(
      `DELETE FROM idempotency_keys WHERE scope = $1 AND key = $2 AND state = 'running' AND effect_at IS NULL`,
      [request.scope, request.key],
    );
    return forgotten === 1;
  }

  /** Removes keys past their 24 hours. */
  @Recurring({ name: 'idempotency.purge', every_seconds: 3600 })
  async purge(): Promise<number> {
    return this.database.execute('DELETE FROM idempotency_keys WHERE expires_at < now()');
  }

  private async claim(request: IdempotentRequest, fingerprint: Buffer): Promise<boolean> {
    const claimed = await this.database.execute(
      `INSERT INTO idempotency_keys AS known (scope, key, method, path, fingerprint, state, expires_at)
       VALUES ($1, $2, $3, $4, $5, 'running', now() + interval '24 hours')
       ON CONFLICT (scope, key) DO UPDATE
         SET method = excluded.method, path = excluded.path, fingerprint = excluded.fingerprint, state = 'running',
             effect_at = NULL, status_code = NULL, headers = NULL, body_sealed = NULL, finished_at = NULL,
             created_at = now(), expires_at = excluded.expires_at
         WHERE known.expires_at < now()`,
      [request.scope, request.key, request.method, request.path, fingerprint],
    );
    return claimed === 1;
  }

  private find(request: IdempotentRequest): Promise<KeyRow | undefined> {
    return this.database.queryOne<KeyRow>(
      `SELECT method, path, fingerprint, state, effect_at IS NOT NULL AS took_effect,
              created_at < now() - interval '${ABANDONED_AFTER}' AS abandoned, status_code, headers, body_sealed
       FROM idempotency_keys WHERE scope = $1 AND key = $2`,
      [request.scope, request.key],
    );
  }

  private fingerprint(request: IdempotentRequest): Buffer {
    return this.hash.bytes('idempotency', request.body);
  }
}

function location(request: { scope: string; key: string }): SecretPlace {
  return { table: 'idempotency_keys', column: 'body_sealed', row_id: `${request.scope}|${request.key}` };
}

import type { Database } from '../database/database.js';

/** Refused credentials are tried again after this, then half as often each time: the owner is asked, the service not hammered. */
const REFUSED_WAIT = `least(interval '15 minutes' * power(2, least(CASE WHEN connection_state = 'failed' THEN failures ELSE 0 END, 10)), interval '1 day')`;
/** A service in trouble is asked again after as long as its trouble lasts: soon after a short one, hourly in a long one. */
const DEGRADED_WAIT = `least(greatest(now() - coalesce(failing_since, now()), interval '1 minute'), interval '1 hour')`;
/** A service that does not answer for this long is worth a mail. */
const MAIL_AFTER_DEGRADED = '1 hour';

/** `degraded`: it will pass; `failed`: the owner must act. */
export type FailingState = 'degraded' | 'failed';

/**
 * What reading an outside account says of the connection to it, in the account's own row: a table with `connection_state`,
 * `connection_error`, `connection_checked_at`, `failures`, `failing_since`, `failure_notified_at`, `last_synced_at`,
 * `next_sync_at` and `updated_at`.
 */
export class ConnectionHealth {
  constructor(
    private readonly database: Database,
    private readonly table: string,
    /** SQL: whether a row is read by itself at all. */
    private readonly isActive: string,
  ) {}

  /** It was read: whatever was wrong is over, and it is due again after `interval` seconds; null: not by itself. */
  async succeeded(id: string, interval: number | null): Promise<void> {
    await this.database.execute(
      `UPDATE ${this.table} SET connection_state = 'connected', connection_error = NULL, connection_checked_at = now(), failures = 0,
              failing_since = NULL, failure_notified_at = NULL, last_synced_at = now(),
              next_sync_at = CASE WHEN $2::float8 IS NOT NULL AND ${this.isActive} THEN now() + make_interval(secs => $2::float8) END,
              updated_at = CASE WHEN connection_state = 'connected' THEN updated_at ELSE clock_timestamp() END
       WHERE id = $1 AND connection_state <> 'disconnected'`,
      [id, interval],
    );
  }

  /** It could not be read: state, reason, and when it is tried again. False: it was disconnected meanwhile. */
  async failed(id: string, state: FailingState, fault: { code: string; message: string }): Promise<boolean> {
    const count = await this.database.execute(
      `UPDATE ${this.table} SET connection_state = $2::text, connection_error = $3, connection_checked_at = now(),
              failures = CASE WHEN connection_state = $2::text THEN failures ELSE 0 END + 1,
              failing_since = coalesce(failing_since, now()),
              next_sync_at = CASE WHEN ${this.isActive} THEN now() + ${state === 'failed' ? REFUSED_WAIT : DEGRADED_WAIT} END,
              updated_at = CASE WHEN connection_state = $2::text THEN updated_at ELSE clock_timestamp() END
       WHERE id = $1 AND connection_state <> 'disconnected'`,
      [id, state, JSON.stringify(fault)],
    );
    return count > 0;
  }

  /** Whether its owner is to be told now: once, at once when they must act, later when it may pass. */
  async takeNotice(id: string, state: FailingState): Promise<boolean> {
    const due = await this.database.execute(
      `UPDATE ${this.table} SET failure_notified_at = now() WHERE id = $1 AND failure_notified_at IS NULL
         AND ($2::text = 'failed' OR failing_since < now() - interval '${MAIL_AFTER_DEGRADED}')`,
      [id, state],
    );
    return due > 0;
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import type { WebhookState } from './store-check.entity.js';

export interface WebhookFinding {
  state: WebhookState;
  address: string | null;
  /** Topics that were missing or off, and are in order again. */
  mended: string[];
  error: { code: string; message: string } | null;
}

/** How the scheduled checks of stores stand. */
@Injectable()
export class StoreChecksRepository {
  constructor(private readonly database: Database) {}

  /** Where the platform was last told to deliver; null: nowhere yet. */
  async addressOf(storeId: string): Promise<string | null> {
    const row = await this.database.queryOne<{ webhooks_address: string | null }>(
      'SELECT webhooks_address FROM store_checks WHERE store_id = $1',
      [storeId],
    );
    return row?.webhooks_address ?? null;
  }

  async noteWebhooks(storeId: string, found: WebhookFinding): Promise<void> {
    const mended = found.mended.length > 0 ? JSON.stringify(found.mended) : null;
    await this.database.execute(
      `INSERT INTO store_checks AS known (store_id, webhooks_state, webhooks_address, webhooks_checked_at, webhooks_error, webhooks_mended,
                                          webhooks_due_at)
       VALUES ($1, $2, $3, now(), $4, CASE WHEN $5::jsonb IS NOT NULL THEN jsonb_build_object('at', now(), 'topics', $5::jsonb) END,
               now() + interval '1 hour')
       ON CONFLICT (store_id) DO UPDATE SET webhooks_state = excluded.webhooks_state, webhooks_address = excluded.webhooks_address,
         webhooks_checked_at = now(), webhooks_error = excluded.webhooks_error,
         webhooks_mended = coalesce(excluded.webhooks_mended, known.webhooks_mended)`,
      [storeId, found.state, found.address, found.error && JSON.stringify(found.error), mended],
    );
  }

  /** The store is not connected any more: nothing is registered for it. */
  async forgetWebhooks(storeId: string): Promise<void> {
    await this.database.execute(
      `UPDATE store_checks SET webhooks_state = 'unknown', webhooks_address = NULL, webhooks_error = NULL WHERE store_id = $1`,
      [storeId],
    );
  }

  /** Connected stores get their row; their first gap scan is due at `first` nights from the schedule. */
  async addMissing(): Promise<void> {
    await this.database.execute(
      `INSERT INTO store_checks (store_id, webhooks_due_at)
       SELECT id, now() + interval '1 hour' FROM stores store WHERE api_credentials IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM store_checks WHERE store_id = store.id)
       ON CONFLICT DO NOTHING`,
    );
  }

  /** Takes stores whose webhooks are due to be looked at, and puts the next time an hour off (not all at the same minute). */
  takeDueWebhooks(platforms: readonly string[], limit: number): Promise<{ id: string; user_id: string }[]> {
    return this.database.query(
      `UPDATE store_checks checks SET webhooks_due_at = now() + interval '55 minutes' + random() * interval '10 minutes'
       FROM stores store
       WHERE store.id = checks.store_id AND checks.store_id IN (
         SELECT due.store_id FROM store_checks due JOIN stores s ON s.id = due.store_id
         WHERE due.webhooks_due_at <= now() AND s.status = 'active' AND s.api_credentials IS NOT NULL
           AND s.connection_state IN ('connected', 'degraded') AND s.platform = ANY($1)
         ORDER BY due.webhooks_due_at LIMIT $2 FOR UPDATE OF due SKIP LOCKED)
       RETURNING store.id, store.user_id`,
      [platforms, limit],
    );
  }

  /**
   * Takes stores whose gap scan is due: by their own interval since the last one, else by the night that was set. `first`
   * has no night yet: only set one. In a transaction, which keeps others off them.
   */
  takeDueGapScans(
    platforms: readonly string[],
    limit: number,
  ): Promise<{ id: string; user_id: string; timezone: string | null; first: boolean }[]> {
    return this.database.query(
      `SELECT store.id, store.user_id, store.timezone, checks.gap_scan_due_at IS NULL AND ${OWN_INTERVAL} IS NULL AS first
       FROM store_checks checks JOIN stores store ON store.id = checks.store_id
       WHERE ${NEXT_GAP_SCAN} <= now() AND store.status = 'active' AND store.api_credentials IS NOT NULL
         AND store.connection_state = 'connected' AND store.platform = ANY($1) AND store.settings->>'sync_enabled' IS DISTINCT FROM 'false'
       LIMIT $2 FOR UPDATE OF checks SKIP LOCKED`,
      [platforms, limit],
    );
  }

  async setGapScanNight(storeId: string, dueAt: Date): Promise<void> {
    await this.database.execute('UPDATE store_checks SET gap_scan_due_at = $2 WHERE store_id = $1', [storeId, dueAt]);
  }
}

const OWN_INTERVAL = `(store.settings->>'gap_scan_interval_seconds')::float8`;

/** SQL of when a store (`store`) with its checks (`checks`) is compared next. */
export const NEXT_GAP_SCAN = `CASE WHEN ${OWN_INTERVAL} IS NOT NULL
  THEN coalesce(checks.gap_scan_started_at + make_interval(secs => ${OWN_INTERVAL}), now()) ELSE coalesce(checks.gap_scan_due_at, now()) END`;

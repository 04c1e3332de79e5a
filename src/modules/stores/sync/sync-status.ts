import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { iso } from '../../../common/database/sql.js';
import { AppError } from '../../../common/errors/app-error.js';
import type { Json, JsonObject } from '../../../common/json.js';
import { NEXT_GAP_SCAN } from '../checks/store-checks.repository.js';
import { RegisteredInboxes } from '../delivery-inboxes.js';
import { Platforms } from '../platforms/platforms.js';
import { StoreRepository, type StoreRow } from '../store.repository.js';
import { StoreQueries } from '../stores.queries.js';

const WEBHOOKS_JSON = `json_build_object(
  'state', CASE WHEN store.api_credentials IS NULL THEN 'unknown' ELSE coalesce(checks.webhooks_state, 'unknown') END,
  'checked_at', ${iso('checks.webhooks_checked_at')},
  'mended', CASE WHEN checks.webhooks_mended IS NOT NULL THEN json_build_object(
              'at', ${iso("(checks.webhooks_mended->>'at')::timestamptz")}, 'topics', checks.webhooks_mended->'topics') END,
  'error', checks.webhooks_error)`;

const SCAN_JSON = `json_build_object(
  'id', scan.id, 'status', scan.status, 'days', scan.days, 'checked', scan.checked,
  'repaired', json_build_object('missing', scan.missing, 'stale', scan.stale, 'deleted', scan.deleted), 'bad', scan.bad,
  'error', CASE WHEN scan.error_code IS NOT NULL THEN json_build_object('code', scan.error_code, 'message', scan.error_message) END,
  'job_id', scan.job_id, 'started_at', ${iso('scan.started_at')}, 'finished_at', ${iso('scan.finished_at')})`;

/** How the sync of a store stands: what was read, what the shop tells us of itself, what a comparison repaired. */
@Injectable()
export class SyncStatusReader {
  constructor(
    private readonly database: Database,
    private readonly stores: StoreRepository,
    private readonly platforms: Platforms,
    private readonly queries: StoreQueries,
    private readonly inboxes: RegisteredInboxes,
  ) {}

  /** Throws NOT_FOUND. */
  async of(userId: string, id: string): Promise<Json> {
    const store = await this.stores.find(userId, id);
    if (!store) throw AppError.notFound('Store');
    const [status, checks, inbox] = await Promise.all([
      this.queries.syncStatus(userId, id, this.platforms.resourcesOf(store.platform)),
      this.checks(store),
      this.inboxes.standing(id),
    ]);
    return { ...(status as JsonObject), ...checks, webhooks: { ...(checks.webhooks as JsonObject), ...inbox } };
  }

  private async checks(store: StoreRow): Promise<JsonObject> {
    const row = await this.database.queryOne<{ webhooks: JsonObject; last: Json; next_at: string | null }>(
      `SELECT ${WEBHOOKS_JSON} AS webhooks, last.scan AS last,
              CASE WHEN store.api_credentials IS NOT NULL AND store.settings->>'sync_enabled' IS DISTINCT FROM 'false'
                   THEN ${iso(`(${NEXT_GAP_SCAN})`)} END AS next_at
       FROM stores store LEFT JOIN store_checks checks ON checks.store_id = store.id
       LEFT JOIN LATERAL (SELECT ${SCAN_JSON} AS scan FROM gap_scans scan WHERE scan.store_id = store.id
                          ORDER BY scan.started_at DESC LIMIT 1) last ON true
       WHERE store.id = $1`,
      [store.id],
    );
    const supported = this.platforms.all.some(({ key, census }) => key === store.platform && census !== undefined);
    const nextAt = supported ? (row?.next_at ?? null) : null;
    return { webhooks: row?.webhooks ?? {}, gap_scan: { supported, last: row?.last ?? null, next_at: nextAt } };
  }
}

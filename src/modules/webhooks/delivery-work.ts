import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import type { StoreKey, SyncResource } from '../stores/stores.api.js';

export const WEBHOOKS_CHANNEL = 'ksap_webhooks';

/** Tries before a delivery is dead: with the growing pauses between them, most of a working day. */
const MAX_ATTEMPTS = 15;
/** A worker that has taken deliveries has this long, and asks for longer; then another may take them. */
const LEASE = '30 seconds';
const WAITING = `status IN ('received', 'failed')`;

export interface ClaimedDelivery {
  id: string;
  resource: SyncResource;
  platform_id: string;
}

/** The inbox as the worker sees it: what is due, who has it, what became of it. */
@Injectable()
export class DeliveryWork {
  constructor(private readonly database: Database) {}

  /**
   * Stores with deliveries that are due, the longest waiting first. A store whose platform refuses our credentials, or
   * that has none, is not asked: its deliveries wait until it is connected again.
   */
  storesWithDue(exceptIds: string[], limit: number): Promise<StoreKey[]> {
    // Steps from store to store through the index: the cost is the number of stores, not of deliveries.
    return this.database.query<StoreKey>(
      `WITH RECURSIVE waiting AS (
         (SELECT store_id FROM webhook_deliveries WHERE ${WAITING} ORDER BY store_id LIMIT 1)
         UNION ALL
         SELECT (SELECT next.store_id FROM webhook_deliveries next WHERE next.${WAITING} AND next.store_id > waiting.store_id
                 ORDER BY next.store_id LIMIT 1)
         FROM waiting WHERE waiting.store_id IS NOT NULL)
       SELECT store.id, store.user_id FROM waiting
       JOIN stores store ON store.id = waiting.store_id
       CROSS JOIN LATERAL (SELECT min(next_attempt_at) AS due FROM webhook_deliveries delivery
                           WHERE delivery.store_id = waiting.store_id AND delivery.${WAITING}) oldest
       WHERE oldest.due <= now() AND store.connection_state <> 'failed' AND store.api_credentials IS NOT NULL
         AND store.id <> ALL($1::uuid[])
       ORDER BY oldest.due LIMIT $2`,
      [exceptIds, limit],
    );
  }

  /** Takes due deliveries of the store: nobody else is given them before the lease is over. */
  claim(storeId: string, limit: number): Promise<ClaimedDelivery[]> {
    return this.database.query<ClaimedDelivery>(
      `UPDATE webhook_deliveries SET attempts = attempts + 1, next_attempt_at = now() + interval '${LEASE}'
       WHERE id IN (SELECT id FROM webhook_deliveries WHERE store_id = $1 AND ${WAITING} AND next_attempt_at <= now()
                    ORDER BY next_attempt_at LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id, resource, platform_id`,
      [storeId, limit],
    );
  }

  async extendLease(ids: string[]): Promise<void> {
    await this.database.execute(
      `UPDATE webhook_deliveries SET next_attempt_at = now() + interval '${LEASE}' WHERE id = ANY($1) AND ${WAITING}`,
      [ids],
    );
  }

  async processed(ids: string[]): Promise<void> {
    await this.database.execute(
      `UPDATE webhook_deliveries SET status = 'processed', processed_at = now(), next_attempt_at = NULL, last_error = NULL
       WHERE id = ANY($1)`,
      [ids],
    );
  }

  /** It was not tried, or not for a reason of its own: the try does not count. */
  async putBack(ids: string[], delayMs: number): Promise<void> {
    await this.database.execute(
      `UPDATE webhook_deliveries SET attempts = greatest(0, attempts - 1), next_attempt_at = now() + make_interval(secs => $2::float8)
       WHERE id = ANY($1) AND ${WAITING}`,
      [ids, delayMs / 1000],
    );
  }

  /**
   * Tried in vain: again after a growing pause, and dead after the last try. Gives how many died of it, and whether the
   * store had no dead ones before. In a transaction.
   */
  async failed(storeId: string, ids: string[], reason: string): Promise<{ died: number; are_first: boolean }> {
    // Of two workers at once only one sees the first.
    await this.database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`webhooks_dead:${storeId}`]);
    const before = await this.database.queryOne<{ dead: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM webhook_deliveries WHERE store_id = $1 AND status = 'dead') AS dead`,
      [storeId],
    );
    const rows = await this.database.query<{ status: string }>(
      `UPDATE webhook_deliveries SET last_error = $2, status = CASE WHEN attempts >= ${MAX_ATTEMPTS} THEN 'dead' ELSE 'failed' END,
              next_attempt_at = CASE WHEN attempts >= ${MAX_ATTEMPTS} THEN NULL
                                ELSE now() + make_interval(secs => least(3600, 2 ^ attempts)) END
       WHERE id = ANY($1) AND ${WAITING} RETURNING status`,
      [ids, reason.slice(0, 2000)],
    );
    const died = rows.filter(({ status }) => status === 'dead').length;
    return { died, are_first: died > 0 && !before?.dead };
  }
}

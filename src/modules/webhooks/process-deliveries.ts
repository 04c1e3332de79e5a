import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../common/database/database.js';
import { Recurring } from '../../common/jobs/recurring.js';
import { InjectLogger } from '../../common/logger/logger.token.js';
import { StoresApi, type SyncResource } from '../stores/stores.api.js';

export const WEBHOOKS_CHANNEL = 'ksap_webhooks';

const BATCH = 50;
const MAX_ATTEMPTS = 10;
/** A worker that has taken a delivery has this long; then another may. */
const LEASE = '2 minutes';
/** Shops whose deliveries are worked off at the same time: one that answers slowly holds up no other. */
const SHOPS_AT_ONCE = 20;
const KEEP_DONE = '30 days';

interface Claimed {
  id: string;
  store_id: string;
  user_id: string;
  resource: SyncResource;
  platform_id: string;
  attempts: number;
}

/**
 * Works off the inbox. A delivery only says *that* something changed: the record is read anew at the platform and goes
 * through the same idempotent upsert as every sync, so deliveries that are doubled, late or out of order do no harm.
 */
@Injectable()
export class ProcessDeliveries implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  /** What is under way, by store. */
  private readonly busy = new Map<string, Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly stores: StoresApi,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.busy.values());
  }

  @Recurring({ name: 'webhooks.process', every_seconds: 5, wake_channel: WEBHOOKS_CHANNEL })
  async process(): Promise<void> {
    while (!this.stopping.signal.aborted && this.busy.size < SHOPS_AT_ONCE) {
      const claimed = await this.claim([...this.busy.keys()]);
      if (claimed.length === 0) return;
      for (const [storeId, deliveries] of groupedBy(claimed, (delivery) => delivery.store_id)) {
        this.busy.set(storeId, this.workOff(storeId, deliveries));
      }
    }
  }

  @Recurring({ name: 'webhooks.purge', every_seconds: 3600 })
  async purge(): Promise<void> {
    await this.database.execute(
      `DELETE FROM webhook_deliveries WHERE received_at < now() - interval '${KEEP_DONE}' AND status IN ('processed', 'ignored')`,
    );
  }

  /**
   * A shop that refuses our credentials is not asked for what it tells of: its deliveries wait until it is connected
   * again.
   */
  private claim(exceptStores: string[]): Promise<Claimed[]> {
    return this.database.query<Claimed>(
      `UPDATE webhook_deliveries delivery SET attempts = delivery.attempts + 1, next_attempt_at = now() + interval '${LEASE}'
       FROM stores store
       WHERE store.id = delivery.store_id AND delivery.id IN (
         SELECT due.id FROM webhook_deliveries due JOIN stores shop ON shop.id = due.store_id
         WHERE due.status IN ('received', 'failed') AND due.next_attempt_at <= now()
           AND due.store_id <> ALL($1::uuid[]) AND shop.connection_state <> 'failed'
         ORDER BY due.next_attempt_at LIMIT ${BATCH} FOR UPDATE OF due SKIP LOCKED)
       RETURNING delivery.id, delivery.store_id, store.user_id, delivery.resource, delivery.platform_id, delivery.attempts`,
      [exceptStores],
    );
  }

  private async workOff(storeId: string, deliveries: Claimed[]): Promise<void> {
    try {
      for (const group of groupedBy(deliveries, (delivery) => delivery.resource).values()) await this.refresh(group);
      this.busy.delete(storeId);
      // What came for this shop meanwhile was left to it.
      await this.database.notify(WEBHOOKS_CHANNEL, storeId);
    } catch (error) {
      this.logger.error({ err: error, store_id: storeId }, 'What became of deliveries could not be noted');
    } finally {
      this.busy.delete(storeId);
    }
  }

  /** Deliveries of one store and resource together: each record is read once, however often it was told of. */
  private async refresh(group: Claimed[]): Promise<void> {
    const [first] = group;
    if (!first) return;
    const ids = group.map((delivery) => delivery.id);
    try {
      const store = { id: first.store_id, user_id: first.user_id };
      const records = [...new Set(group.map((delivery) => delivery.platform_id))];
      await this.stores.refresh(store, first.resource, records, this.stopping.signal);
      await this.database.execute(
        `UPDATE webhook_deliveries SET status = 'processed', processed_at = now(), next_attempt_at = NULL, last_error = NULL WHERE id = ANY($1)`,
        [ids],
      );
    } catch (error) {
      this.logger.warn(
        { err: error, store_id: first.store_id, deliveries: ids.length },
        'Deliveries could not be worked off yet',
      );
      await this.database.execute(
        `UPDATE webhook_deliveries SET last_error = $2, status = CASE WHEN attempts >= ${MAX_ATTEMPTS} THEN 'dead' ELSE 'failed' END,
                next_attempt_at = CASE WHEN attempts >= ${MAX_ATTEMPTS} THEN NULL
                                  ELSE now() + make_interval(secs => least(3600, 2 ^ attempts)) END
         WHERE id = ANY($1)`,
        [ids, error instanceof Error ? error.message.slice(0, 2000) : String(error)],
      );
    }
  }
}

function groupedBy(deliveries: Claimed[], keyOf: (delivery: Claimed) => string): Map<string, Claimed[]> {
  const groups = new Map<string, Claimed[]>();
  for (const delivery of deliveries) {
    const key = keyOf(delivery);
    groups.set(key, [...(groups.get(key) ?? []), delivery]);
  }
  return groups;
}

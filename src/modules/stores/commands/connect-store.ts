import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { Outbox } from '../../../common/events/outbox.js';
import type { Json } from '../../../common/json.js';
import { JobsApi, type JobView } from '../../jobs/jobs.api.js';
import { CHANGES_CHANNEL } from '../changes/pending-changes.js';
import type { ShopInfo } from '../platforms/platform.port.js';
import { StoreConnections } from '../store-connections.js';
import { StoreRepository, type StoreRow } from '../store.repository.js';
import type { StoreKey } from '../stores.api.js';
import { STORE_CONNECTED } from '../stores.events.js';
import { ConnectionRecord } from './connection-record.js';
import { StartSync } from './start-sync.js';

const VERIFY_TIMEOUT_MS = 30_000;

export const WEBHOOKS_JOB = 'stores.register_webhooks';

/** Registers a store's webhooks at its shop, or mends them, as a job; while one is under way, that one is given. */
export function startWebhooks(jobs: JobsApi, store: StoreKey): Promise<JobView> {
  return jobs.start({
    type: WEBHOOKS_JOB,
    user_id: store.user_id,
    store_id: store.id,
    payload: {},
    dedupe_key: `${WEBHOOKS_JOB}:${store.id}`,
  });
}

/** Ties a store to its shop: verified live first, then everything at once, or nothing. */
@Injectable()
export class ConnectStore {
  constructor(
    private readonly database: Database,
    private readonly stores: StoreRepository,
    private readonly connections: StoreConnections,
    private readonly startSync: StartSync,
    private readonly jobs: JobsApi,
    private readonly outbox: Outbox,
    private readonly record: ConnectionRecord,
  ) {}

  /**
   * Throws NOT_FOUND, VALIDATION_ERROR for malformed credentials, ProviderError when the shop refuses them or does
   * not answer, CONFLICT when the shop is another store of the user or the store holds another shop's data.
   * Nothing is stored unless all is well.
   */
  async run(
    userId: string,
    id: string,
    input: Record<string, unknown>,
    skipSync: boolean,
  ): Promise<{ store: Json; job: JobView | null }> {
    const found = await this.stores.find(userId, id);
    if (!found) throw AppError.notFound('Store');
    const platform = this.connections.platformOf(found);
    const credentials = platform.parseCredentials(input);
    const shop = await platform.verify(
      this.connections.with(found, credentials, AbortSignal.timeout(VERIFY_TIMEOUT_MS)),
    );
    return this.database.transaction(async () => {
      const store = await this.stores.find(userId, id, true);
      if (!store) throw AppError.notFound('Store');
      await this.refuseOtherShop(store, shop);
      await this.record.write(store, credentials, shop);
      await this.outbox.add({
        type: STORE_CONNECTED,
        user_id: userId,
        store_id: id,
        payload: { platform: store.platform, name: store.name },
      });
      // What was sent to it and not settled has waited for this.
      await this.database.notify(CHANGES_CHANNEL, '');
      if (platform.webhooks) await startWebhooks(this.jobs, store);
      const job = skipSync ? null : await this.startSync.start(store, { mode: 'full' });
      const stored = await this.stores.view(userId, id);
      return { store: stored?.view ?? null, job };
    });
  }

  private async refuseOtherShop(store: StoreRow, shop: ShopInfo): Promise<void> {
    const same = await this.stores.findSameShop(store.user_id, store.platform, shop.platform_store_id, store.id);
    if (same) {
      throw AppError.conflict(`This shop is connected already as your store "${same.name}"`, { store_id: same.id });
    }
    if (store.platform_store_id !== null && store.platform_store_id !== shop.platform_store_id) {
      throw AppError.conflict('This store holds the data of another shop: create a new store for this one', {
        platform_store_id: store.platform_store_id,
      });
    }
  }
}

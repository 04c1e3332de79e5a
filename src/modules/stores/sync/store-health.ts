import { Injectable } from '@nestjs/common';
import { Config } from '../../../common/config/config.js';
import { Database } from '../../../common/database/database.js';
import { Outbox } from '../../../common/events/outbox.js';
import { ConnectionHealth, type FailingState } from '../../../common/outbound/connection-health.js';
import { faultOf } from '../../../common/outbound/fault-of.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import { StoreNotices } from '../store-notices.js';
import { syncIntervalOf } from '../store-settings.js';
import { StoreRepository, type StoreRow } from '../store.repository.js';
import { STORE_CONNECTION_FAILED, STORE_SYNC_FAILED } from '../stores.events.js';
import { failedMail } from './store-mails.js';

/** What a store's syncs say of its connection: connected, degraded (it will pass), failed (its owner must act). */
@Injectable()
export class StoreHealth {
  private readonly health: ConnectionHealth;

  constructor(
    private readonly database: Database,
    private readonly stores: StoreRepository,
    private readonly notices: StoreNotices,
    private readonly outbox: Outbox,
    private readonly config: Config,
  ) {
    this.health = new ConnectionHealth(database, 'stores', `status = 'active'`);
  }

  /** The sync went through: whatever was wrong is over, and the next one is due after the store's interval. */
  succeeded(store: StoreRow): Promise<void> {
    return this.health.succeeded(store.id, syncIntervalOf(store.settings, this.config.sync_interval_seconds));
  }

  /** The sync broke off. Loud: state and reason in the store, a mail to its owner (once), and when it is tried again. */
  async failed(store: StoreRow, error: unknown): Promise<void> {
    const state = error instanceof ProviderError && error.fault === 'auth' ? 'failed' : 'degraded';
    const fault = faultOf(error);
    await this.database.transaction(async () => {
      const locked = await this.stores.find(store.user_id, store.id, true);
      if (!locked || !(await this.health.failed(store.id, state, fault))) return;
      await this.outbox.add({
        type: STORE_SYNC_FAILED,
        user_id: store.user_id,
        store_id: store.id,
        payload: { name: locked.name, state, ...fault },
      });
      await this.tellOwner(locked, state, fault);
    });
  }

  private async tellOwner(
    store: StoreRow,
    state: FailingState,
    fault: { code: string; message: string },
  ): Promise<void> {
    if (!(await this.health.takeNotice(store.id, state))) return;
    await this.outbox.add({
      type: STORE_CONNECTION_FAILED,
      user_id: store.user_id,
      store_id: store.id,
      payload: { name: store.name, ...fault },
    });
    await this.notices.tell(store, failedMail(store, state, fault, this.config.public_url));
  }
}

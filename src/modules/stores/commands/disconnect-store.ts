import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Config } from '../../../common/config/config.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { Outbox } from '../../../common/events/outbox.js';
import type { Json } from '../../../common/json.js';
import { InjectLogger } from '../../../common/logger/logger.token.js';
import { JobsApi } from '../../jobs/jobs.api.js';
import { StoreConnections } from '../store-connections.js';
import { StoreRepository, type StoreRow } from '../store.repository.js';
import { STORE_DISCONNECTED } from '../stores.events.js';
import { webhookAddress } from '../webhook-address.js';

const REMOVE_TIMEOUT_MS = 10_000;

/** Unties a store from its shop: its jobs stop, its webhooks and credentials go; its data stays. */
@Injectable()
export class DisconnectStore {
  constructor(
    private readonly database: Database,
    private readonly stores: StoreRepository,
    private readonly jobs: JobsApi,
    private readonly outbox: Outbox,
    private readonly audit: AuditLog,
    private readonly webhooks: PlatformWebhookRemoval,
  ) {}

  /** Throws NOT_FOUND. Disconnecting what is not connected changes nothing. */
  async run(userId: string, id: string): Promise<Json> {
    const store = await this.stores.find(userId, id);
    if (!store) throw AppError.notFound('Store');
    await this.jobs.cancelOfStore(userId, id);
    await this.webhooks.remove(store);
    return this.database.transaction(async () => {
      const locked = await this.stores.find(userId, id, true);
      if (!locked) throw AppError.notFound('Store');
      if (locked.connection_state !== 'disconnected' || locked.api_credentials) await this.write(locked);
      return (await this.stores.view(userId, id))?.view ?? null;
    });
  }

  private async write(store: StoreRow): Promise<void> {
    await this.stores.update(store.user_id, store.id, {
      api_credentials: null,
      webhook_ids: '[]',
      connection_state: 'disconnected',
      connection_error: null,
      next_sync_at: null,
      failures: 0,
      failing_since: null,
      failure_notified_at: null,
    });
    await this.audit.record({
      user_id: store.user_id,
      action: 'store.disconnected',
      subject_type: 'store',
      subject_id: store.id,
    });
    await this.outbox.add({
      type: STORE_DISCONNECTED,
      user_id: store.user_id,
      store_id: store.id,
      payload: { name: store.name },
    });
  }
}

/** Takes our webhooks out of a shop, as far as the shop still lets us. */
@Injectable()
export class PlatformWebhookRemoval {
  constructor(
    private readonly connections: StoreConnections,
    private readonly config: Config,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** A shop that refuses or does not answer does not hold up its owner: deliveries to a store that is gone are refused. */
  async remove(store: StoreRow): Promise<void> {
    const address = webhookAddress(this.config.public_url, store);
    if (!store.api_credentials || address === null) return;
    try {
      const connection = this.connections.open(store, AbortSignal.timeout(REMOVE_TIMEOUT_MS));
      await this.connections.platformOf(store).webhooks?.remove(connection, address);
    } catch (error) {
      this.logger.warn(
        { err: error, store_id: store.id },
        'The webhooks of the store could not be removed at the shop',
      );
    }
  }
}

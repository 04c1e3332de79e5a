import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { Outbox } from '../../../common/events/outbox.js';
import type { Json } from '../../../common/json.js';
import { JobsApi } from '../../jobs/jobs.api.js';
import { StoreChecksRepository } from '../checks/store-checks.repository.js';
import { StoreRepository, type StoreRow } from '../store.repository.js';
import { STORE_DISCONNECTED } from '../stores.events.js';
import { PlatformWebhookRemoval } from './platform-webhook-removal.js';

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
    private readonly checks: StoreChecksRepository,
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
    await this.checks.forgetWebhooks(store.id);
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

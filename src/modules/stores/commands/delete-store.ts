import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { Outbox } from '../../../common/events/outbox.js';
import { requireMatch } from '../../../common/http/etag.js';
import { JobsApi } from '../../jobs/jobs.api.js';
import { StoreRepository } from '../store.repository.js';
import { STORE_DELETED } from '../stores.events.js';
import { PlatformWebhookRemoval } from './platform-webhook-removal.js';

/** Removes a store with everything of it, its webhooks at the platform included. What stays is the audit entry. */
@Injectable()
export class DeleteStore {
  constructor(
    private readonly database: Database,
    private readonly stores: StoreRepository,
    private readonly jobs: JobsApi,
    private readonly outbox: Outbox,
    private readonly audit: AuditLog,
    private readonly webhooks: PlatformWebhookRemoval,
  ) {}

  /** Throws NOT_FOUND, and PRECONDITION_FAILED when `ifMatch` names another version. */
  async run(userId: string, id: string, ifMatch: string | undefined): Promise<void> {
    const store = await this.stores.find(userId, id);
    const before = await this.stores.view(userId, id);
    if (!store || !before) throw AppError.notFound('Store');
    requireMatch(ifMatch, before.etag);
    await this.jobs.cancelOfStore(userId, id);
    await this.webhooks.remove(store);
    await this.database.transaction(async () => {
      const locked = await this.stores.view(userId, id, true);
      if (!locked) throw AppError.notFound('Store');
      requireMatch(ifMatch, locked.etag);
      await this.stores.delete(userId, id);
      await this.audit.record({
        user_id: userId,
        action: 'store.deleted',
        subject_type: 'store',
        subject_id: id,
        details: { name: store.name, platform: store.platform },
      });
      await this.outbox.forgetStore(id);
      await this.outbox.add({ type: STORE_DELETED, user_id: userId, store_id: id, payload: { name: store.name } });
    });
  }
}

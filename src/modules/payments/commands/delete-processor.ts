import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Clock } from '../../../common/clock/clock.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { Outbox } from '../../../common/events/outbox.js';
import { requireMatch } from '../../../common/http/etag.js';
import { JobsApi } from '../../jobs/jobs.api.js';
import { PROCESSOR_DELETED } from '../payments.events.js';
import { ProcessorRepository } from '../processor.repository.js';
import { PaymentWebhookRemoval } from '../webhooks/webhook-removal.js';
import { importKeyOf } from './start-import.js';

/** Disconnects a processor for good: credentials, secrets and webhooks go; its transactions and payouts are the books and stay. */
@Injectable()
export class DeleteProcessor {
  constructor(
    private readonly database: Database,
    private readonly processors: ProcessorRepository,
    private readonly jobs: JobsApi,
    private readonly outbox: Outbox,
    private readonly audit: AuditLog,
    private readonly webhooks: PaymentWebhookRemoval,
    private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND, and PRECONDITION_FAILED when `ifMatch` names another version. */
  async run(userId: string, id: string, ifMatch: string | undefined): Promise<void> {
    const processor = await this.processors.find(userId, id);
    const before = await this.processors.view(userId, id);
    if (!processor || !before) throw AppError.notFound('Payment processor');
    requireMatch(ifMatch, before.etag);
    await this.jobs.cancelByKeys(userId, [importKeyOf(id, 'full'), importKeyOf(id, 'incremental')]);
    await this.webhooks.remove(processor);
    await this.database.transaction(async () => {
      const locked = await this.processors.view(userId, id, true);
      if (!locked) throw AppError.notFound('Payment processor');
      requireMatch(ifMatch, locked.etag);
      await this.processors.update(userId, id, {
        api_credentials: null,
        webhook_secrets: null,
        webhook_ids: '[]',
        webhook_url: null,
        connection_state: 'disconnected',
        connection_error: null,
        next_sync_at: null,
        failures: 0,
        failing_since: null,
        failure_notified_at: null,
        deleted_at: this.clock.now(),
      });
      const { provider, name } = processor;
      await this.audit.record({
        user_id: userId,
        action: 'payment_processor.deleted',
        subject_type: 'payment_processor',
        subject_id: id,
        details: { provider, name },
      });
      await this.outbox.add({
        type: PROCESSOR_DELETED,
        user_id: userId,
        store_id: null,
        payload: { processor_id: id, provider, name },
      });
    });
  }
}

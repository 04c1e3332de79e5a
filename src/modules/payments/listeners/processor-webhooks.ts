import { Injectable } from '@nestjs/common';
import { type DeliveredEvent, ListensTo } from '../../../common/events/domain-event.js';
import { JobsApi } from '../../jobs/jobs.api.js';
import {
  PROCESSOR_CONNECTED,
  PROCESSOR_DELETED,
  type ProcessorConnected,
  type ProcessorDeleted,
} from '../payments.events.js';
import { startPaymentWebhooks } from '../webhooks/start-webhooks.js';
import { WebhookChecksRepository } from '../webhooks/webhook-checks.repository.js';

/** Once a processor is connected its provider is asked to tell us; of a deleted one nothing is worked off any more. */
@Injectable()
export class ProcessorWebhooks {
  constructor(
    private readonly jobs: JobsApi,
    private readonly checks: WebhookChecksRepository,
  ) {}

  @ListensTo(PROCESSOR_CONNECTED)
  async connected({ user_id: userId, payload }: DeliveredEvent<ProcessorConnected['payload']>): Promise<void> {
    if (userId !== null) await startPaymentWebhooks(this.jobs, { id: payload.processor_id, user_id: userId });
  }

  @ListensTo(PROCESSOR_DELETED)
  async deleted({ payload }: DeliveredEvent<ProcessorDeleted['payload']>): Promise<void> {
    await this.checks.forget(payload.processor_id);
  }
}

import { Injectable } from '@nestjs/common';
import { type DeliveredEvent, ListensTo } from '../../../common/events/domain-event.js';
import { PROCESSOR_DELETED, type ProcessorDeleted } from '../payments.events.js';
import { WebhookChecksRepository } from '../webhooks/webhook-checks.repository.js';

/** Of a deleted processor nothing is worked off any more. */
@Injectable()
export class ProcessorWebhooks {
  constructor(private readonly checks: WebhookChecksRepository) {}

  @ListensTo(PROCESSOR_DELETED)
  async deleted({ payload }: DeliveredEvent<ProcessorDeleted['payload']>): Promise<void> {
    await this.checks.forget(payload.processor_id);
  }
}

import { Injectable } from '@nestjs/common';
import { Config } from '../../../common/config/config.js';
import { AppError } from '../../../common/errors/app-error.js';
import { DeliveryLists } from '../../../common/inbox/delivery-lists.js';
import type { Json } from '../../../common/json.js';
import { ProcessorRepository, type ProcessorRow } from '../processor.repository.js';
import { WebhookChecksRepository } from './webhook-checks.repository.js';

/** What the owner of a processor sees of its webhooks. */
@Injectable()
export class PaymentWebhookQueries {
  constructor(
    private readonly processors: ProcessorRepository,
    private readonly checks: WebhookChecksRepository,
    private readonly deliveries: DeliveryLists,
    private readonly config: Config,
  ) {}

  /** Throws NOT_FOUND unless the processor is there and the user's. */
  async requireOwn(userId: string, processorId: string): Promise<ProcessorRow> {
    const processor = await this.processors.find(userId, processorId);
    if (!processor) throw AppError.notFound('Payment processor');
    return processor;
  }

  /** Throws NOT_FOUND. */
  async standing(userId: string, processorId: string): Promise<Json> {
    const { webhook_url: url } = await this.requireOwn(userId, processorId);
    const checked = await this.checks.standing(processorId);
    const state = this.config.public_url === null ? 'no_address' : checked.state;
    return { ...checked, state, url, ...(await this.deliveries.standing(processorId)) };
  }
}

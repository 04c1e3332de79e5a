import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { InjectLogger } from '../../../common/logger/logger.token.js';
import { ProcessorConnections } from '../processor-connections.js';
import type { ProcessorRow } from '../processor.repository.js';

const REMOVE_TIMEOUT_MS = 10_000;

/** Takes our webhooks out of a provider's account, as far as it still lets us. */
@Injectable()
export class PaymentWebhookRemoval {
  constructor(
    private readonly connections: ProcessorConnections,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /**
   * Not in a transaction. A provider that refuses or does not answer does not hold up the owner: deliveries for a processor
   * that is gone are refused.
   */
  async remove(processor: ProcessorRow): Promise<void> {
    if (!processor.api_credentials || processor.webhook_url === null) return;
    try {
      const connection = this.connections.open(processor, AbortSignal.timeout(REMOVE_TIMEOUT_MS));
      await this.connections.providerOf(processor).webhooks.remove(connection, processor.webhook_url);
    } catch (error) {
      this.logger.warn(
        { err: error, payment_processor_id: processor.id },
        'The webhooks of the payment processor could not be removed at the provider',
      );
    }
  }
}

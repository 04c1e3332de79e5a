import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { AppError } from '../../common/errors/app-error.js';
import { DeliveryInbox } from '../../common/inbox/delivery-inbox.js';
import { InjectLogger } from '../../common/logger/logger.token.js';
import { StoresApi, type WebhookDelivery } from '../stores/stores.api.js';

/** Stores a genuine delivery before it is acknowledged; processing comes after, from the inbox. */
@Injectable()
export class ReceiveDelivery {
  constructor(
    private readonly inbox: DeliveryInbox,
    private readonly stores: StoresApi,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** Throws NOT_FOUND for an unknown store, UNAUTHENTICATED for a signature that does not fit the bytes. */
  async run(platform: string, storeId: string, delivery: WebhookDelivery): Promise<void> {
    const understood = await this.stores.understandDelivery(platform, storeId, delivery);
    if (!understood) throw AppError.notFound('Store');
    const { store, verdict } = understood;
    if (verdict.kind === 'ping') return;
    if (verdict.kind === 'forged') {
      this.logger.warn({ platform, store_id: storeId }, 'A delivery was refused: its signature does not fit');
      throw new AppError('UNAUTHENTICATED', 'The signature does not fit the delivery');
    }
    await this.inbox.put({
      owner_id: store.id,
      delivery_id: verdict.delivery_id,
      topic: verdict.topic,
      resource: verdict.resource,
      platform_id: verdict.platform_id,
      body: delivery.raw_body,
      headers: verdict.headers,
      own: { platform: store.platform, change: verdict.change },
    });
  }
}

import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { AppError } from '../../common/errors/app-error.js';
import { InjectLogger } from '../../common/logger/logger.token.js';
import { StoresApi, type WebhookDelivery } from '../stores/stores.api.js';
import { DeliveryInbox } from './delivery-inbox.js';

const MAX_TEXT = 255;

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
      store_id: store.id,
      platform: store.platform,
      delivery_id: verdict.delivery_id.slice(0, MAX_TEXT),
      topic: verdict.topic.slice(0, MAX_TEXT),
      resource: verdict.resource,
      platform_id: verdict.platform_id,
      change: verdict.change,
      body: delivery.raw_body,
      headers: verdict.headers,
    });
  }
}

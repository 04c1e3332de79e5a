import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../common/database/database.js';
import { AppError } from '../../common/errors/app-error.js';
import { InjectLogger } from '../../common/logger/logger.token.js';
import { StoresApi, type DeliveryVerdict, type StoreSummary, type WebhookDelivery } from '../stores/stores.api.js';
import { WEBHOOKS_CHANNEL } from './process-deliveries.js';

const MAX_DELIVERY_ID = 255;

/** Stores a genuine delivery before it is acknowledged; processing comes after, from the inbox. */
@Injectable()
export class ReceiveDelivery {
  constructor(
    private readonly database: Database,
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
    await this.store(store, delivery, verdict);
  }

  private async store(
    store: StoreSummary,
    delivery: WebhookDelivery,
    meaning: Extract<DeliveryVerdict, { kind: 'genuine' }>,
  ): Promise<void> {
    const needsWork = meaning.resource !== null && meaning.platform_id !== null;
    await this.database.transaction(async () => {
      const isNew = await this.database.execute(
        `INSERT INTO webhook_deliveries (store_id, platform, delivery_id, topic, resource, platform_id, change, body, headers, status,
                                         next_attempt_at, processed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text, CASE WHEN $10::text = 'received' THEN now() END,
                 CASE WHEN $10::text = 'ignored' THEN now() END)
         ON CONFLICT (store_id, delivery_id) DO NOTHING`,
        [
          store.id,
          store.platform,
          meaning.delivery_id.slice(0, MAX_DELIVERY_ID),
          meaning.topic.slice(0, MAX_DELIVERY_ID),
          meaning.resource,
          meaning.platform_id,
          meaning.change,
          Buffer.from(delivery.raw_body),
          JSON.stringify(meaning.headers),
          needsWork ? 'received' : 'ignored',
        ],
      );
      if (isNew === 1 && needsWork) await this.database.notify(WEBHOOKS_CHANNEL, store.id);
    });
  }
}

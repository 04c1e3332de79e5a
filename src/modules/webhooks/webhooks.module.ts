import { Module } from '@nestjs/common';
import { inboxProviders } from '../../common/inbox/inbox.providers.js';
import { StoresModule } from '../stores/stores.module.js';
import { DeliveriesController } from './deliveries.controller.js';
import { DeliveryStanding } from './delivery-standing.js';
import { ProcessDeliveries } from './process-deliveries.js';
import { PurgeDeliveries } from './purge-deliveries.js';
import { ReceiveDelivery } from './receive-delivery.js';
import { WEBHOOK_INBOX, WebhookSource } from './webhook-inbox.js';
import { WebhooksController } from './webhooks.controller.js';

@Module({
  imports: [StoresModule],
  controllers: [WebhooksController, DeliveriesController],
  providers: [
    ...inboxProviders(WEBHOOK_INBOX, WebhookSource),
    ReceiveDelivery,
    ProcessDeliveries,
    PurgeDeliveries,
    DeliveryStanding,
  ],
})
export class WebhooksModule {}

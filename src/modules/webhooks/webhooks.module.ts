import { Module } from '@nestjs/common';
import { StoresModule } from '../stores/stores.module.js';
import { RetryDeliveries } from './commands/retry-deliveries.js';
import { DeadLetters } from './dead-letters.js';
import { DeliveriesController } from './deliveries.controller.js';
import { DeliveryQueries } from './deliveries.queries.js';
import { DeliveryInbox } from './delivery-inbox.js';
import { DeliveryWork } from './delivery-work.js';
import { ProcessDeliveries } from './process-deliveries.js';
import { PurgeDeliveries } from './purge-deliveries.js';
import { ReceiveDelivery } from './receive-delivery.js';
import { WebhooksController } from './webhooks.controller.js';
import { WorkBell } from './work-bell.js';

@Module({
  imports: [StoresModule],
  controllers: [WebhooksController, DeliveriesController],
  providers: [
    WorkBell,
    DeliveryInbox,
    ReceiveDelivery,
    DeliveryWork,
    DeadLetters,
    ProcessDeliveries,
    PurgeDeliveries,
    DeliveryQueries,
    RetryDeliveries,
  ],
})
export class WebhooksModule {}

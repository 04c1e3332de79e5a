import { Module } from '@nestjs/common';
import { StoresModule } from '../stores/stores.module.js';
import { ProcessDeliveries } from './process-deliveries.js';
import { ReceiveDelivery } from './receive-delivery.js';
import { WebhooksController } from './webhooks.controller.js';

@Module({ imports: [StoresModule], controllers: [WebhooksController], providers: [ReceiveDelivery, ProcessDeliveries] })
export class WebhooksModule {}

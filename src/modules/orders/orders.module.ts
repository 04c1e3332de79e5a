import { Module } from '@nestjs/common';
import { StoresModule } from '../stores/stores.module.js';
import { CarriersController } from './carriers/carriers.controller.js';
import { LinkItems } from './listeners/link-items.js';
import { OrdersController } from './orders.controller.js';
import { OrdersApi } from './orders.api.js';
import { OrderQueries } from './orders.queries.js';
import { OrdersService } from './orders.service.js';
import { CustomerSink } from './sync/customer.sink.js';
import { OrderChanges } from './sync/order-changes.js';
import { OrderParts } from './sync/order-parts.js';
import { OrderSink } from './sync/order.sink.js';

@Module({
  imports: [StoresModule],
  controllers: [OrdersController, CarriersController],
  providers: [
    OrderQueries,
    { provide: OrdersApi, useClass: OrdersService },
    OrderParts,
    OrderChanges,
    OrderSink,
    CustomerSink,
    LinkItems,
  ],
  exports: [OrdersApi],
})
export class OrdersModule {}

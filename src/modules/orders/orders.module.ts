import { Module } from '@nestjs/common';
import { PaymentsModule } from '../payments/payments.module.js';
import { StoresModule } from '../stores/stores.module.js';
import { CarriersController } from './carriers/carriers.controller.js';
import { AddOrderNote } from './commands/add-order-note.js';
import { CancelOrder } from './commands/cancel-order.js';
import { EditOrder } from './commands/edit-order.js';
import { FulfillOrder } from './commands/fulfill-order.js';
import { KeepOrderStatus } from './commands/keep-order-status.js';
import { SetOrderStatus } from './commands/set-order-status.js';
import { ShipOrder } from './commands/ship-order.js';
import { NoteRefundJob } from './jobs/note-refund.job.js';
import { LinkItems } from './listeners/link-items.js';
import { TakeRefunds } from './listeners/take-refunds.js';
import { OrderActionsController } from './order-actions.controller.js';
import { OrderAnswers } from './order-answers.js';
import { OrderObservers } from './order-observers.js';
import { OrderPush } from './order-push.js';
import { OrderRefunds } from './order-refunds.js';
import { OrderShippingController } from './order-shipping.controller.js';
import { OrderTimeline } from './order-timeline.js';
import { OrderTracking } from './order-tracking.js';
import { OrderRepository } from './order.repository.js';
import { OrdersController } from './orders.controller.js';
import { OrdersApi } from './orders.api.js';
import { OrderQueries } from './orders.queries.js';
import { OrdersService } from './orders.service.js';
import { CustomerSink } from './sync/customer.sink.js';
import { OrderChanges } from './sync/order-changes.js';
import { OrderParts } from './sync/order-parts.js';
import { OrderSink } from './sync/order.sink.js';
import { OrderExport } from './transfer/order-export.js';
import { OrderExportController } from './transfer/order-export.controller.js';

@Module({
  imports: [StoresModule, PaymentsModule],
  controllers: [
    OrderExportController,
    OrdersController,
    OrderActionsController,
    OrderShippingController,
    CarriersController,
  ],
  providers: [
    OrderQueries,
    { provide: OrdersApi, useClass: OrdersService },
    OrderExport,
    OrderParts,
    OrderChanges,
    OrderSink,
    CustomerSink,
    LinkItems,
    TakeRefunds,
    NoteRefundJob,
    OrderRefunds,
    OrderRepository,
    OrderTimeline,
    OrderPush,
    OrderAnswers,
    OrderObservers,
    OrderTracking,
    SetOrderStatus,
    KeepOrderStatus,
    FulfillOrder,
    ShipOrder,
    CancelOrder,
    EditOrder,
    AddOrderNote,
  ],
  exports: [OrdersApi],
})
export class OrdersModule {}

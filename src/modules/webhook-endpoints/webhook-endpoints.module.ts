import { Module } from '@nestjs/common';
import { MailModule } from '../mail/mail.module.js';
import { OrdersModule } from '../orders/orders.module.js';
import { ProductsModule } from '../products/products.module.js';
import { UsersModule } from '../users/users.module.js';
import { CreateEndpoint } from './commands/create-endpoint.js';
import { DeleteEndpoint } from './commands/delete-endpoint.js';
import { RotateSecret } from './commands/rotate-secret.js';
import { SendDelivery } from './commands/send-delivery.js';
import { UpdateEndpoint } from './commands/update-endpoint.js';
import { DeliveryBodies } from './delivery-bodies.js';
import { DeliveryCall } from './delivery-call.js';
import { DeliveryRepository } from './delivery.repository.js';
import { DueDeliveries } from './due-deliveries.js';
import { EndpointAddress } from './endpoint-address.js';
import { EndpointDeliveriesController } from './endpoint-deliveries.controller.js';
import { EndpointHealth } from './endpoint-health.js';
import { EndpointSecrets } from './endpoint-secrets.js';
import { EndpointQueries } from './endpoint.queries.js';
import { EndpointRepository } from './endpoint.repository.js';
import { NoteEvents } from './listeners/note-events.js';
import { SendDeliveries } from './send-deliveries.js';
import { WebhookEndpointsController } from './webhook-endpoints.controller.js';

@Module({
  imports: [MailModule, UsersModule, OrdersModule, ProductsModule],
  controllers: [WebhookEndpointsController, EndpointDeliveriesController],
  providers: [
    EndpointRepository,
    EndpointQueries,
    EndpointAddress,
    EndpointSecrets,
    EndpointHealth,
    CreateEndpoint,
    UpdateEndpoint,
    DeleteEndpoint,
    RotateSecret,
    SendDelivery,
    DeliveryRepository,
    DueDeliveries,
    DeliveryBodies,
    DeliveryCall,
    SendDeliveries,
    NoteEvents,
  ],
})
export class WebhookEndpointsModule {}

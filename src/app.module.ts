import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from './common/config/config.js';
import { CommonModule } from './common/common.module.js';
import { DatabaseModule } from './common/database/database.module.js';
import { AuthModule } from './modules/auth/auth.module.js';
import { JobsModule } from './modules/jobs/jobs.module.js';
import { MailModule } from './modules/mail/mail.module.js';
import { OrdersModule } from './modules/orders/orders.module.js';
import { PaymentsModule } from './modules/payments/payments.module.js';
import { ProxiesModule } from './modules/proxies/proxies.module.js';
import { ProductsModule } from './modules/products/products.module.js';
import { StoresModule } from './modules/stores/stores.module.js';
import { UsersModule } from './modules/users/users.module.js';
import { WebhookEndpointsModule } from './modules/webhook-endpoints/webhook-endpoints.module.js';
import { WebhooksModule } from './modules/webhooks/webhooks.module.js';
import { ProcessModule, type ProcessParts } from './process.module.js';

/** The list of modules. */
@Module({})
export class AppModule {
  static of(role: Config['role'], parts: ProcessParts): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ProcessModule.of(parts),
        DatabaseModule,
        CommonModule,
        JobsModule.forRole(role),
        MailModule,
        UsersModule,
        AuthModule,
        ProxiesModule,
        StoresModule,
        ProductsModule,
        PaymentsModule,
        OrdersModule,
        WebhooksModule,
        WebhookEndpointsModule,
      ],
    };
  }
}

import { Module, type Provider } from '@nestjs/common';
import { Config } from '../../common/config/config.js';
import { MailModule } from '../mail/mail.module.js';
import { StoresModule } from '../stores/stores.module.js';
import { UsersModule } from '../users/users.module.js';
import { createPaymentProviders } from './providers/index.js';
import { PaymentProviders } from './providers/providers.js';

const PROVIDERS: Provider[] = [
  {
    provide: PaymentProviders,
    inject: [Config],
    useFactory: (config: Config) => new PaymentProviders(createPaymentProviders(config.providers)),
  },
];

@Module({
  imports: [MailModule, UsersModule, StoresModule],
  controllers: [],
  providers: PROVIDERS,
  exports: [],
})
export class PaymentsModule {}

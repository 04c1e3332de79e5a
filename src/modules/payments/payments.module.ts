import { Module, type Provider } from '@nestjs/common';
import { Config } from '../../common/config/config.js';
import { StoresModule } from '../stores/stores.module.js';
import { PaymentsApi } from './payments.api.js';
import { PaymentSink } from './payment-sink.js';
import { ProcessorConnections } from './processor-connections.js';
import { PROCESSOR_PROVIDERS } from './processor.providers.js';
import { ProcessorRepository } from './processor.repository.js';
import { ProcessorsController } from './processors.controller.js';
import { BookExport } from './books/book-export.js';
import { BookOwners } from './books/book-owners.js';
import { PayoutQueries } from './books/payout.queries.js';
import { PayoutsController } from './books/payouts.controller.js';
import { TransactionQueries } from './books/transaction.queries.js';
import { TransactionsController } from './books/transactions.controller.js';
import { createPaymentProviders } from './providers/index.js';
import { PaymentProviders } from './providers/providers.js';
import { MatchController } from './reconciliation/match.controller.js';
import { ReconciliationController } from './reconciliation/reconciliation.controller.js';
import { RECONCILIATION_PROVIDERS } from './reconciliation/reconciliation.providers.js';
import { ProcessorNotices } from './processor-notices.js';
import { REFUND_PROVIDERS } from './refunds/refund.providers.js';
import { RefundsController } from './refunds/refunds.controller.js';
import { BadPaymentRecords } from './sink/bad-records.js';
import { PaymentLinks } from './sink/payment-links.js';
import { PayoutTable } from './sink/payout-table.js';
import { TransactionTable } from './sink/transaction-table.js';
import { PaymentDeliveriesController } from './webhooks/payment-deliveries.controller.js';
import { PaymentWebhooksController } from './webhooks/payment-webhooks.controller.js';
import { PAYMENT_WEBHOOKS } from './webhooks/payment-webhooks.providers.js';

const PROVIDERS: Provider[] = [
  {
    provide: PaymentProviders,
    inject: [Config],
    useFactory: (config: Config) => new PaymentProviders(createPaymentProviders(config.providers)),
  },
  ProcessorRepository,
  ProcessorConnections,
  ProcessorNotices,
  TransactionTable,
  PayoutTable,
  PaymentLinks,
  BadPaymentRecords,
  PaymentSink,
  ...PROCESSOR_PROVIDERS,
  ...RECONCILIATION_PROVIDERS,
  BookOwners,
  TransactionQueries,
  PayoutQueries,
  BookExport,
  ...REFUND_PROVIDERS,
  ...PAYMENT_WEBHOOKS,
];

@Module({
  imports: [StoresModule],
  controllers: [
    ProcessorsController,
    TransactionsController,
    PayoutsController,
    RefundsController,
    MatchController,
    ReconciliationController,
    PaymentWebhooksController,
    PaymentDeliveriesController,
  ],
  providers: PROVIDERS,
  exports: [PaymentsApi],
})
export class PaymentsModule {}

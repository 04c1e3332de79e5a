import type { Provider } from '@nestjs/common';
import { inboxProviders } from '../../../common/inbox/inbox.providers.js';
import { ProcessorWebhooks } from '../listeners/processor-webhooks.js';
import { PAYMENT_INBOX, PaymentSource } from './payment-inbox.js';
import { PaymentWebhookQueries } from './payment-webhook.queries.js';
import { ProcessPaymentDeliveries } from './process-payment-deliveries.js';
import { ProcessorSecrets } from './processor-secrets.js';
import { ReceivePaymentDelivery } from './receive-payment-delivery.js';
import { RegisterPaymentWebhooksJob } from './register-payment-webhooks.job.js';
import { WebhookChecksRepository } from './webhook-checks.repository.js';
import { PaymentWebhookRemoval } from './webhook-removal.js';
import { PaymentWebhookSchedule } from './webhook-schedule.js';

/** Everything that takes what providers deliver, works it off, and keeps them delivering. */
export const PAYMENT_WEBHOOKS: Provider[] = [
  ...inboxProviders(PAYMENT_INBOX, PaymentSource),
  ProcessorSecrets,
  ReceivePaymentDelivery,
  ProcessPaymentDeliveries,
  WebhookChecksRepository,
  RegisterPaymentWebhooksJob,
  PaymentWebhookSchedule,
  PaymentWebhookRemoval,
  PaymentWebhookQueries,
  ProcessorWebhooks,
];

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import {
  DeliveryBody,
  DeliveryHeaders,
  InboxDeliveryDto,
  InboxListQueryDto,
} from '../../../common/inbox/delivery.dto.js';
import { WEBHOOK_STATES } from './payment-webhook-check.entity.js';

export class PaymentDeliveryListQueryDto extends InboxListQueryDto {
  @ApiPropertyOptional({ maxLength: 50, example: 'payouts' })
  @IsOptional()
  @IsString()
  @MaxLength(50)
  override resource?: string;
}

export class PaymentDeliveryDto extends InboxDeliveryDto {
  @ApiProperty({ type: String, nullable: true, example: 'payouts', description: 'Null: needs no work' })
  override resource!: string | null;
}

export class WholePaymentDeliveryDto extends PaymentDeliveryDto {
  @DeliveryHeaders() headers!: object;
  @DeliveryBody() body!: unknown;
}

export class WebhookFaultDto {
  @ApiProperty({ example: 'PROVIDER_AUTH_FAILED' }) code!: string;
  @ApiProperty() message!: string;
}

export class PaymentWebhooksDto {
  @ApiProperty({
    enum: WEBHOOK_STATES,
    description:
      '`no_address`: this installation has no public address, the imports alone find what happened; `by_hand`: you made the subscription at the provider yourself and gave its key',
  })
  state!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Where the provider delivers to' }) url!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) checked_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When it was last put in order' })
  mended_at!: string | null;
  @ApiProperty({ type: WebhookFaultDto, nullable: true }) error!: WebhookFaultDto | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) last_delivery_at!: string | null;
  @ApiProperty({ description: 'Deliveries that are not worked off yet' }) waiting!: number;
  @ApiProperty({ description: 'Deliveries that were given up' }) dead!: number;
}

/** The fields of a {@link PaymentDeliveryDto}. */
type DeliveryView = Pick<PaymentDeliveryDto, keyof PaymentDeliveryDto>;

export const EXAMPLE_PAYMENT_DELIVERY: DeliveryView = {
  id: '019aa5c3-77d0-7a51-8f2e-0b3e5d6a9c21',
  delivery_id: 'evt_1SWyqJ2eZvKYlo2C8kqZ4mXn',
  topic: 'payout.paid',
  resource: 'payouts',
  platform_id: 'po_1SWyq02eZvKYlo2CTq9d8fWb',
  status: 'processed',
  attempts: 1,
  next_attempt_at: null,
  last_error: null,
  received_at: '2026-11-22T10:29:58.120Z',
  processed_at: '2026-11-22T10:29:58.512Z',
};

export const EXAMPLE_DEAD_PAYMENT_DELIVERY: DeliveryView = {
  ...EXAMPLE_PAYMENT_DELIVERY,
  status: 'dead',
  attempts: 15,
  last_error: 'The payment service does not answer',
  processed_at: null,
};

export const EXAMPLE_RETRIED_PAYMENT_DELIVERY: DeliveryView = {
  ...EXAMPLE_DEAD_PAYMENT_DELIVERY,
  status: 'received',
  attempts: 0,
  next_attempt_at: '2026-11-22T10:30:00.000Z',
};

export const EXAMPLE_WHOLE_PAYMENT_DELIVERY: Pick<WholePaymentDeliveryDto, keyof WholePaymentDeliveryDto> = {
  ...EXAMPLE_PAYMENT_DELIVERY,
  headers: { 'content-type': 'application/json', 'user-agent': 'The provider' },
  body: { id: 'evt_1SWyqJ2eZvKYlo2C8kqZ4mXn', type: 'payout.paid' },
};

export const EXAMPLE_PAYMENT_WEBHOOKS: Pick<PaymentWebhooksDto, keyof PaymentWebhooksDto> = {
  state: 'registered',
  url: 'https://ksap.example/api/v1/webhooks/payments/…',
  checked_at: '2026-11-22T10:00:12.000Z',
  mended_at: null,
  error: null,
  last_delivery_at: '2026-11-22T10:29:58.120Z',
  waiting: 0,
  dead: 0,
};

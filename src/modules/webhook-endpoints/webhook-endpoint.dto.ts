import { ApiProperty } from '@nestjs/swagger';
import { ENDPOINT_DELIVERY_STATUSES } from './webhook-endpoint-delivery.entity.js';

export class WebhookEndpointDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() url!: string;
  @ApiProperty({ type: String, nullable: true }) description!: string | null;
  @ApiProperty({ type: [String], example: ['order.created'] }) events!: string[];
  @ApiProperty() is_active!: boolean;
  @ApiProperty({ type: String, nullable: true, description: 'Why we switched it off' }) disabled_reason!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) disabled_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Since when nothing but failures' })
  failing_since!: string | null;
  @ApiProperty({ description: 'Failed tries since the last that went through' }) consecutive_failures!: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) last_delivered_at!: string | null;
  @ApiProperty({ description: 'The last characters of the secret', example: 'f3Q=' }) secret_hint!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Until then the old one signs too' })
  previous_secret_expires_at!: string | null;
  @ApiProperty({ format: 'date-time' }) created_at!: string;
  @ApiProperty({ format: 'date-time' }) updated_at!: string;
}

export class EndpointWithSecretDto extends WebhookEndpointDto {
  @ApiProperty({ description: 'Shown this once', example: 'whsec_…' }) secret!: string;
}

export class EndpointResponseDto {
  @ApiProperty() status!: number;
  @ApiProperty({ type: String, nullable: true, description: 'Its first kilobyte' }) body!: string | null;
  @ApiProperty({ description: 'Milliseconds' }) ms!: number;
}

export class EndpointDeliveryDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) endpoint_id!: string;
  @ApiProperty({ description: 'The `webhook-id` header: the same with every try' }) webhook_id!: string;
  @ApiProperty({ example: 'order.created' }) type!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) store_id!: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The order or product' })
  subject_id!: string | null;
  @ApiProperty({ enum: ENDPOINT_DELIVERY_STATUSES, description: '`failed`: given up' }) status!: string;
  @ApiProperty() attempts!: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) next_attempt_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) last_attempt_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) delivered_at!: string | null;
  @ApiProperty({ type: EndpointResponseDto, nullable: true, description: 'The last answer' })
  response!: EndpointResponseDto | null;
  @ApiProperty({ type: String, nullable: true, description: 'Why the last try failed' }) error!: string | null;
  @ApiProperty({ format: 'date-time' }) occurred_at!: string;
  @ApiProperty({ format: 'date-time' }) created_at!: string;
}

export class WholeEndpointDeliveryDto extends EndpointDeliveryDto {
  @ApiProperty({ type: Object, nullable: true, description: 'What was sent; null before the first try' })
  payload!: object | null;
}

export const EXAMPLE_ENDPOINT = {
  id: '019aa5c3-1111-7f60-8f3e-55b1a2a0c9d4',
  url: 'https://hooks.shop.example/ksap',
  description: null,
  events: ['order.created'],
  is_active: true,
  disabled_reason: null,
  disabled_at: null,
  failing_since: null,
  consecutive_failures: 0,
  last_delivered_at: '2026-11-22T10:29:58.000Z',
  secret_hint: 'f3Q=',
  previous_secret_expires_at: null,
  created_at: '2026-11-01T08:00:00.000Z',
  updated_at: '2026-11-01T08:00:00.000Z',
};

export const EXAMPLE_SECRET = 'whsec_…f3Q=';

export const EXAMPLE_DELIVERY = {
  id: '019aa5c3-2222-7f60-8f3e-55b1a2a0c9d4',
  endpoint_id: '019aa5c3-1111-7f60-8f3e-55b1a2a0c9d4',
  webhook_id: 'msg_4711_order_created_019aa5c133337f608f3e55b1a2a0c9d4',
  type: 'order.created',
  store_id: '019aa5c0-5a11-7f60-8f3e-55b1a2a0c9d4',
  subject_id: '019aa5c1-3333-7f60-8f3e-55b1a2a0c9d4',
  status: 'delivered',
  attempts: 1,
  next_attempt_at: null,
  last_attempt_at: '2026-11-22T10:29:58.000Z',
  delivered_at: '2026-11-22T10:29:58.000Z',
  response: { status: 204, body: '', ms: 41 },
  error: null,
  occurred_at: '2026-11-22T10:29:57.000Z',
  created_at: '2026-11-22T10:29:57.000Z',
};

export const EXAMPLE_PAYLOAD = {
  id: EXAMPLE_DELIVERY.webhook_id,
  type: 'order.created',
  created_at: '2026-11-22T10:29:57.000Z',
  api_version: 'v1',
  data: { store_id: EXAMPLE_DELIVERY.store_id, order_id: EXAMPLE_DELIVERY.subject_id, order: {} },
};

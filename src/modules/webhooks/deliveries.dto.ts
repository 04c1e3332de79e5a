import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { DeliveryBody, DeliveryHeaders, InboxDeliveryDto, InboxListQueryDto } from '../../common/inbox/delivery.dto.js';
import { SYNC_RESOURCES } from '../stores/stores.api.js';

export class DeliveryListQueryDto extends InboxListQueryDto {
  @ApiPropertyOptional({ enum: SYNC_RESOURCES })
  @IsOptional()
  @IsIn(SYNC_RESOURCES)
  override resource?: string;
}

export class DeliveryDto extends InboxDeliveryDto {
  @ApiProperty({ type: String, enum: SYNC_RESOURCES, nullable: true, description: 'Null: needs no work' })
  override resource!: string | null;
  @ApiProperty({ type: String, enum: ['upsert', 'delete'], nullable: true }) change!: string | null;
}

export class WholeDeliveryDto extends DeliveryDto {
  @DeliveryHeaders() headers!: object;
  @DeliveryBody() body!: unknown;
}

/** The fields of a {@link DeliveryDto}. */
type DeliveryView = Pick<DeliveryDto, keyof DeliveryDto>;

export const EXAMPLE_DELIVERY: DeliveryView = {
  id: '019aa5c3-77d0-7a51-8f2e-0b3e5d6a9c11',
  delivery_id: 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
  topic: 'orders/updated',
  resource: 'orders',
  platform_id: '450789469',
  change: 'upsert',
  status: 'processed',
  attempts: 1,
  next_attempt_at: null,
  last_error: null,
  received_at: '2026-11-22T10:29:58.120Z',
  processed_at: '2026-11-22T10:29:58.512Z',
};

export const EXAMPLE_DEAD_DELIVERY: DeliveryView = {
  ...EXAMPLE_DELIVERY,
  status: 'dead',
  attempts: 15,
  last_error: 'The shop does not answer',
  processed_at: null,
};

export const EXAMPLE_RETRIED_DELIVERY: DeliveryView = {
  ...EXAMPLE_DEAD_DELIVERY,
  status: 'received',
  attempts: 0,
  next_attempt_at: '2026-11-22T10:30:00.000Z',
};

export const EXAMPLE_WHOLE_DELIVERY: Pick<WholeDeliveryDto, keyof WholeDeliveryDto> = {
  ...EXAMPLE_DELIVERY,
  headers: { 'content-type': 'application/json', 'user-agent': 'The platform' },
  body: { id: 450789469, name: '#1001' },
};

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { ListQueryDto } from '../../common/http/list.dto.js';
import { IsQueryTime } from '../../common/http/query-time.js';
import { SYNC_RESOURCES } from '../stores/stores.api.js';
import { WEBHOOK_DELIVERY_STATUSES } from './webhook-delivery.entity.js';

const SORTS = ['received_at', '-received_at'];

export class DeliveryListQueryDto extends ListQueryDto {
  @ApiPropertyOptional({ enum: WEBHOOK_DELIVERY_STATUSES, description: '`dead`: given up, see retry' })
  @IsOptional()
  @IsIn(WEBHOOK_DELIVERY_STATUSES)
  status?: string;

  @ApiPropertyOptional({ maxLength: 255, example: 'orders/updated', description: 'As the platform calls it' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  topic?: string;

  @ApiPropertyOptional({ enum: SYNC_RESOURCES })
  @IsOptional()
  @IsIn(SYNC_RESOURCES)
  resource?: string;

  @ApiPropertyOptional({ description: 'Received at or after', example: '2026-11-01' })
  @IsOptional()
  @IsQueryTime()
  received_from?: string;

  @ApiPropertyOptional({ description: 'Received before', example: '2026-12-01' })
  @IsOptional()
  @IsQueryTime()
  received_to?: string;

  @ApiPropertyOptional({ enum: SORTS, default: '-received_at' })
  @IsOptional()
  @IsIn(SORTS)
  sort = '-received_at';
}

export class DeliveryDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ description: 'The platform’s own id of the delivery' }) delivery_id!: string;
  @ApiProperty({ example: 'orders/updated' }) topic!: string;
  @ApiProperty({ type: String, enum: SYNC_RESOURCES, nullable: true, description: 'Null: needs no work' })
  resource!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'The record that it tells of' }) platform_id!:
    string | null;
  @ApiProperty({ type: String, enum: ['upsert', 'delete'], nullable: true }) change!: string | null;
  @ApiProperty({
    enum: WEBHOOK_DELIVERY_STATUSES,
    description: '`received` waits, `failed` is tried again by itself, `dead` is given up until somebody retries it',
  })
  status!: string;
  @ApiProperty() attempts!: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) next_attempt_at!: string | null;
  @ApiProperty({ type: String, nullable: true }) last_error!: string | null;
  @ApiProperty({ format: 'date-time' }) received_at!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) processed_at!: string | null;
}

export class WholeDeliveryDto extends DeliveryDto {
  @ApiProperty({ type: Object, description: 'Without the signature' }) headers!: object;
  @ApiProperty({
    nullable: true,
    oneOf: [{ type: 'object' }, { type: 'array', items: {} }, { type: 'string' }],
    description: 'JSON, or text; secrets are hidden. Null some days after it was processed',
  })
  body!: unknown;
}

export class RetriedDto {
  @ApiProperty({ description: 'So many wait to be worked off again' }) retried!: number;
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

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsNotEmpty,
  IsString,
  IsUrl,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { NotNull } from '../../common/http/not-null.js';
import { queryBoolean } from '../../common/http/list.dto.js';
import { JobDto } from '../jobs/jobs.api.js';
import type { OrderStatus } from '../stores/stores.api.js';
import { MAX_TRACKING_NUMBER } from './carriers/carriers.dto.js';
import { FulfillmentDto, WholeOrderDto } from './order.dto.js';
import { ORDER_STATUSES } from './orders.dto.js';

const MAX_LINES = 250;
const MAX_QUANTITY = 1_000_000;
const MAX_TAGS = 250;
export const CANCEL_REASONS = ['customer', 'inventory', 'fraud', 'declined', 'other'] as const;

const trimmed = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? value.trim() : value);

export class SetOrderStatusDto {
  @ApiProperty({ enum: ORDER_STATUSES, example: 'paid' })
  @IsIn(ORDER_STATUSES)
  status!: OrderStatus;

  @ApiPropertyOptional({ maxLength: 1000, description: 'For the timeline; on a cancellation also for the shop' })
  @NotNull()
  @IsString()
  @MaxLength(1000)
  note?: string;
}

export class SetOrderStatusQueryDto {
  @ApiPropertyOptional({
    type: Boolean,
    default: true,
    description: 'false: change it here alone, until a newer version comes from the platform',
  })
  @NotNull()
  @Transform(queryBoolean)
  @IsBoolean()
  push?: boolean;
}

export class FulfillItemDto {
  @ApiProperty({ format: 'uuid', example: '019aa5c3-3333-7f60-8f3e-55b1a2a0c9d4' })
  @IsUUID()
  order_item_id!: string;

  @ApiProperty({ minimum: 1, example: 1 })
  @IsInt()
  @Min(1)
  @Max(MAX_QUANTITY)
  quantity!: number;
}

export class FulfillOrderDto {
  @ApiPropertyOptional({ type: [FulfillItemDto], description: 'Left out: all that is left' })
  @NotNull()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_LINES)
  @ValidateNested({ each: true })
  @Type(() => FulfillItemDto)
  items?: FulfillItemDto[];

  @ApiPropertyOptional({ maxLength: 255, description: 'The platform’s id of the place from which it is sent' })
  @NotNull()
  @IsString()
  @IsNotEmpty()
  @MaxLength(255)
  location_id?: string;

  @ApiPropertyOptional({ default: false, description: 'Let the platform write to the customer' })
  @NotNull()
  @IsBoolean()
  notify_customer?: boolean;
}

export class ShipOrderDto {
  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Left out: the only fulfilment without tracking, else all that is left is fulfilled with it',
  })
  @NotNull()
  @IsUUID()
  fulfillment_id?: string;

  @ApiPropertyOptional({
    maxLength: 100,
    example: 'UPS',
    description: 'Name or key, see GET carriers; may be left out when the number leaves no doubt',
  })
  @NotNull()
  @Transform(trimmed)
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  carrier?: string;

  @ApiProperty({ maxLength: MAX_TRACKING_NUMBER, example: '1Z999AA10123456784' })
  @Transform(trimmed)
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_TRACKING_NUMBER)
  @Matches(/^[\p{L}\p{N}\p{P}\p{S} ]+$/u, { message: 'must be printable characters' })
  tracking_number!: string;

  @ApiPropertyOptional({ maxLength: 2000, description: 'Left out: made from the carrier’s, where it is known' })
  @NotNull()
  @IsString()
  @MaxLength(2000)
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false })
  tracking_url?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Left out: now, by the platform’s clock' })
  @NotNull()
  @IsISO8601({ strict: true, strictSeparator: true })
  @Matches(/T.*(Z|[+-]\d\d:\d\d)$/, { message: 'must be a time with its zone, such as 2026-11-22T10:30:00Z' })
  shipped_at?: string;

  @ApiPropertyOptional({ default: false, description: 'Let the platform write to the customer' })
  @NotNull()
  @IsBoolean()
  notify_customer?: boolean;
}

export class CancelOrderDto {
  @ApiPropertyOptional({ enum: CANCEL_REASONS, default: 'other' })
  @NotNull()
  @IsIn(CANCEL_REASONS)
  reason?: (typeof CANCEL_REASONS)[number];

  @ApiPropertyOptional({ maxLength: 1000 })
  @NotNull()
  @IsString()
  @MaxLength(1000)
  note?: string;

  @ApiPropertyOptional({ default: true, description: 'Put the goods back into stock' })
  @NotNull()
  @IsBoolean()
  restock?: boolean;

  @ApiPropertyOptional({ default: false, description: 'Let the platform write to the customer' })
  @NotNull()
  @IsBoolean()
  notify_customer?: boolean;
}

export class EditOrderDto {
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 5000,
    description: 'The shop’s own note; null clears',
  })
  @ValidateIf((_edit, value) => value !== undefined && value !== null)
  @IsString()
  @MaxLength(5000)
  notes?: string | null;

  @ApiPropertyOptional({ type: [String], example: ['vip'], description: 'All of them: what is not named is removed' })
  @NotNull()
  @IsArray()
  @ArrayMaxSize(MAX_TAGS)
  @ArrayUnique()
  @IsString({ each: true })
  @Matches(/^(?! )[^,\p{C}]{1,255}(?<! )$/u, {
    each: true,
    message: 'must be 1 to 255 characters each, without commas',
  })
  tags?: string[];
}

export class AddOrderNoteDto {
  @ApiProperty({ maxLength: 2000, example: 'Customer asked for delivery after five' })
  @Transform(trimmed)
  @IsString()
  @IsNotEmpty()
  @MaxLength(2000)
  message!: string;
}

/** While no answer of the shop was heard. */
export class PendingOrderDto {
  @ApiProperty({ type: WholeOrderDto, description: 'As it is known until now' })
  order!: WholeOrderDto;

  @ApiProperty({ type: JobDto, description: 'Finds out what became of it, and sees it through' })
  job!: JobDto;
}

export class OrderFulfillmentAnswerDto {
  @ApiProperty({ type: WholeOrderDto }) order!: WholeOrderDto;
  @ApiProperty({ type: FulfillmentDto, nullable: true, description: 'Null where the platform keeps none' })
  fulfillment!: FulfillmentDto | null;
}

import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { ListQueryDto } from '../../common/http/list.dto.js';
import { IsQueryTime } from '../../common/http/query-time.js';

export const ORDER_STATUSES = ['pending', 'paid', 'fulfilled', 'shipped', 'delivered', 'cancelled'] as const;
export const FULFILLMENT_STATUSES = ['unfulfilled', 'partial', 'fulfilled'] as const;
export const PAYMENT_STATUSES = [
  'pending',
  'authorized',
  'partially_paid',
  'paid',
  'partially_refunded',
  'refunded',
  'voided',
  'failed',
] as const;
const ORDER_SORTS = ['created_at', 'updated_at', 'total_amount'].flatMap((key) => [key, `-${key}`]);
const AMOUNT = /^-?\d{1,15}(\.\d{1,4})?$/;
const MAX_STORES = 100;

const listOf = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value;

export class OrderListQueryDto extends ListQueryDto {
  @ApiPropertyOptional({ enum: ORDER_STATUSES })
  @IsOptional()
  @IsIn(ORDER_STATUSES)
  status?: string;

  @ApiPropertyOptional({ enum: FULFILLMENT_STATUSES })
  @IsOptional()
  @IsIn(FULFILLMENT_STATUSES)
  fulfillment_status?: string;

  @ApiPropertyOptional({ enum: PAYMENT_STATUSES })
  @IsOptional()
  @IsIn(PAYMENT_STATUSES)
  payment_status?: string;

  @ApiPropertyOptional({
    description:
      'Part of order number, e-mail or name (a whole e-mail address is matched exactly); under three letters: a whole order number',
    maxLength: 200,
  })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  q?: string;

  @ApiPropertyOptional({ description: 'Placed at or after', example: '2026-11-01' })
  @IsOptional()
  @IsQueryTime()
  created_from?: string;

  @ApiPropertyOptional({ description: 'Placed before', example: '2026-12-01' })
  @IsOptional()
  @IsQueryTime()
  created_to?: string;

  @ApiPropertyOptional({ description: 'Changed here at or after' })
  @IsOptional()
  @IsQueryTime()
  updated_from?: string;

  @ApiPropertyOptional({ example: '100.00' })
  @IsOptional()
  @Matches(AMOUNT, { message: 'must be an amount such as 100.00' })
  total_min?: string;

  @ApiPropertyOptional({ example: '250.00' })
  @IsOptional()
  @Matches(AMOUNT, { message: 'must be an amount such as 250.00' })
  total_max?: string;

  @ApiPropertyOptional({ maxLength: 255 })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  tag?: string;

  @ApiPropertyOptional({ enum: ['items'], description: 'Give the lines of each order as well' })
  @IsOptional()
  @IsIn(['items'])
  expand?: 'items';

  @ApiPropertyOptional({ enum: ORDER_SORTS, default: '-created_at' })
  @IsOptional()
  @IsIn(ORDER_SORTS)
  sort = '-created_at';
}

export class AllOrdersQueryDto extends OrderListQueryDto {
  @ApiPropertyOptional({
    type: String,
    description: 'Only these stores: ids with commas between',
    example: '019aa5c0-5a11-7f60-8f3e-55b1a2a0c9d4',
  })
  @IsOptional()
  @Transform(listOf)
  @ArrayMaxSize(MAX_STORES)
  @IsUUID('all', { each: true })
  store_id?: string[];
}

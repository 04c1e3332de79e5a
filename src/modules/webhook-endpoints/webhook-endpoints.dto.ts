import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  MaxLength,
  MinLength,
} from 'class-validator';
import { ListQueryDto, queryBoolean } from '../../common/http/list.dto.js';
import { NotNull } from '../../common/http/not-null.js';
import { IsQueryTime } from '../../common/http/query-time.js';
import { ENDPOINT_DELIVERY_STATUSES, type EndpointDeliveryStatus } from './webhook-endpoint-delivery.entity.js';
import { EVERYTHING, PING, WEBHOOK_EVENTS } from './webhook-messages.js';

const TYPES = Object.keys(WEBHOOK_EVENTS);
const SUBSCRIBABLE = [...TYPES, EVERYTHING];
const MAX_URL = 2048;
const MAX_DESCRIPTION = 1000;
const SORTS = ['created_at', '-created_at'] as const;

const EVENTS_DESCRIPTION = `\`*\` for all of them, now and later, or: ${Object.entries(WEBHOOK_EVENTS)
  .map(([type, when]) => `\`${type}\` (${when})`)
  .join(', ')}`;

const trimmed = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? value.trim() : value);

export class CreateEndpointDto {
  @ApiProperty({ example: 'https://hooks.shop.example/ksap', maxLength: MAX_URL })
  @Transform(trimmed)
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_URL)
  url!: string;

  @ApiProperty({ enum: SUBSCRIBABLE, isArray: true, example: ['order.created'], description: EVENTS_DESCRIPTION })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(SUBSCRIBABLE.length)
  @ArrayUnique()
  @IsIn(SUBSCRIBABLE, { each: true })
  events!: string[];

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: MAX_DESCRIPTION })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_DESCRIPTION)
  description?: string | null;

  @ApiPropertyOptional({ default: true })
  @IsOptional()
  @IsBoolean()
  is_active?: boolean;
}

export class UpdateEndpointDto {
  @ApiPropertyOptional({ example: 'https://hooks.shop.example/ksap', maxLength: MAX_URL })
  @Transform(trimmed)
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_URL)
  @NotNull()
  url?: string;

  @ApiPropertyOptional({ enum: SUBSCRIBABLE, isArray: true, description: EVENTS_DESCRIPTION })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(SUBSCRIBABLE.length)
  @ArrayUnique()
  @IsIn(SUBSCRIBABLE, { each: true })
  @NotNull()
  events?: string[];

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: MAX_DESCRIPTION })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_DESCRIPTION)
  description?: string | null;

  @ApiPropertyOptional({ description: '`true` also switches on again what we switched off; what waits is then sent' })
  @IsBoolean()
  @NotNull()
  is_active?: boolean;
}

export class EndpointListQueryDto extends ListQueryDto {
  @ApiPropertyOptional()
  @IsOptional()
  @Transform(queryBoolean)
  @IsBoolean()
  is_active?: boolean;

  @ApiPropertyOptional({ enum: SORTS, default: '-created_at' })
  @IsOptional()
  @IsIn(SORTS)
  sort: (typeof SORTS)[number] = '-created_at';
}

export class DeliveryListQueryDto extends ListQueryDto {
  @ApiPropertyOptional({ enum: ENDPOINT_DELIVERY_STATUSES })
  @IsOptional()
  @IsIn(ENDPOINT_DELIVERY_STATUSES)
  status?: EndpointDeliveryStatus;

  @ApiPropertyOptional({ enum: [...TYPES, PING] })
  @IsOptional()
  @IsIn([...TYPES, PING])
  type?: string;

  @ApiPropertyOptional({ description: 'Inclusive' })
  @IsOptional()
  @IsQueryTime()
  created_from?: string;

  @ApiPropertyOptional({ description: 'Exclusive' })
  @IsOptional()
  @IsQueryTime()
  created_to?: string;

  @ApiPropertyOptional({ enum: SORTS, default: '-created_at' })
  @IsOptional()
  @IsIn(SORTS)
  sort: (typeof SORTS)[number] = '-created_at';
}

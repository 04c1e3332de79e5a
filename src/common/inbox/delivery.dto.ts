import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { ListQueryDto } from '../http/list.dto.js';
import { IsQueryTime } from '../http/query-time.js';
import { DELIVERY_STATUSES } from './inbox-table.js';

const SORTS = ['received_at', '-received_at'];

/** What lists of deliveries take; what their resources are says each inbox. */
export abstract class InboxListQueryDto extends ListQueryDto {
  @ApiPropertyOptional({ enum: DELIVERY_STATUSES, description: '`dead`: given up, see retry' })
  @IsOptional()
  @IsIn(DELIVERY_STATUSES)
  status?: string;

  @ApiPropertyOptional({ maxLength: 255, description: 'As the sender calls it' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  topic?: string;

  abstract resource?: string;

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

/** A delivery in every inbox. */
export abstract class InboxDeliveryDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ description: 'The sender’s own id of the delivery' }) delivery_id!: string;
  @ApiProperty({ example: 'orders/updated' }) topic!: string;
  abstract resource: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'The record that it tells of' }) platform_id!:
    string | null;
  @ApiProperty({
    enum: DELIVERY_STATUSES,
    description: '`received` waits, `failed` is tried again by itself, `dead` is given up until somebody retries it',
  })
  status!: string;
  @ApiProperty() attempts!: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) next_attempt_at!: string | null;
  @ApiProperty({ type: String, nullable: true }) last_error!: string | null;
  @ApiProperty({ format: 'date-time' }) received_at!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) processed_at!: string | null;
}

/** Documents the headers of a delivery that is shown whole. */
export const DeliveryHeaders = (): PropertyDecorator =>
  ApiProperty({ type: Object, description: 'Without the signature' });

/** Documents the body of a delivery that is shown whole. */
export const DeliveryBody = (): PropertyDecorator =>
  ApiProperty({
    nullable: true,
    oneOf: [{ type: 'object' }, { type: 'array', items: {} }, { type: 'string' }],
    description: 'JSON, or text; secrets are hidden. Null some days after it was processed',
  });

export class RetriedDto {
  @ApiProperty({ description: 'So many wait to be worked off again' }) retried!: number;
}

export class DeliveryAnswerDto {
  @ApiProperty({ enum: [true] })
  received!: boolean;
}

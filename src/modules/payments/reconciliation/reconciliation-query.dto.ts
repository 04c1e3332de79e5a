import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, IsUUID, Matches } from 'class-validator';
import { ListQueryDto, queryBoolean } from '../../../common/http/list.dto.js';
import { IsQueryTime } from '../../../common/http/query-time.js';

export const SUBJECT_TYPES = ['order', 'transaction', 'refund', 'payout'] as const;
/** `difference` and `unclassified` are of payouts; `matched_auto` of refunds that came off a later payout. */
export const EXCEPTION_STATES = [
  'missing',
  'under_amount',
  'over_amount',
  'currency_mismatch',
  'orphan',
  'duplicate',
  'matched_auto',
  'matched_manual',
  'difference',
  'unclassified',
] as const;
export const PERIODS = ['day', 'week', 'month'] as const;

export class ExceptionListQueryDto extends ListQueryDto {
  @ApiPropertyOptional({ enum: SUBJECT_TYPES })
  @IsOptional()
  @IsIn(SUBJECT_TYPES)
  subject_type?: string;

  @ApiPropertyOptional({ enum: EXCEPTION_STATES })
  @IsOptional()
  @IsIn(EXCEPTION_STATES)
  state?: string;

  @ApiPropertyOptional({ example: 'refund_in_later_payout' })
  @IsOptional()
  @IsString()
  @Matches(/^[a-z_]{1,50}$/, { message: 'must be a reason such as paid_less' })
  reason?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID('all')
  store_id?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID('all')
  processor_id?: string;

  @ApiPropertyOptional({ default: false, description: 'Those that you have accepted, instead of those that are open' })
  @IsOptional()
  @Transform(queryBoolean)
  @IsBoolean()
  accepted?: boolean;

  @ApiPropertyOptional({ enum: ['since', '-since'], default: '-since' })
  @IsOptional()
  @IsIn(['since', '-since'])
  sort = '-since';
}

export class ReconciliationQueryDto {
  @ApiPropertyOptional({ description: 'Ordered, or for transactions happened, at or after', example: '2026-11-01' })
  @IsOptional()
  @IsQueryTime()
  from?: string;

  @ApiPropertyOptional({ description: 'Before', example: '2026-12-01' })
  @IsOptional()
  @IsQueryTime()
  to?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID('all')
  store_id?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID('all')
  processor_id?: string;

  @ApiPropertyOptional({ enum: PERIODS, default: 'month', description: 'How long a period of `by_period` is, in UTC' })
  @IsOptional()
  @IsIn(PERIODS)
  period = 'month';
}

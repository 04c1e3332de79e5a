import { ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import {
  IsIn,
  IsISO4217CurrencyCode,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  MinLength,
} from 'class-validator';
import { ListQueryDto } from '../../../common/http/list.dto.js';
import { IsQueryTime } from '../../../common/http/query-time.js';
import { TABLE_FORMATS, type TableFormat } from '../../../common/tables/table.js';
import { TRANSACTION_STATUSES, TRANSACTION_TYPES } from '../providers/provider.records.js';
import { RECONCILIATION_STATES } from './reconciliation-states.js';

const SORTS = ['occurred_at', '-occurred_at', 'created_at', '-created_at'];
const AMOUNT = /^\d{1,15}(\.\d{1,4})?$/;

export class TransactionListQueryDto extends ListQueryDto {
  @ApiPropertyOptional({ enum: TRANSACTION_TYPES })
  @IsOptional()
  @IsIn(TRANSACTION_TYPES)
  type?: string;

  @ApiPropertyOptional({ enum: TRANSACTION_STATUSES })
  @IsOptional()
  @IsIn(TRANSACTION_STATUSES)
  status?: string;

  @ApiPropertyOptional({ description: 'What the customer paid in, ISO 4217', example: 'EUR' })
  @IsOptional()
  @IsISO4217CurrencyCode()
  currency?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID('all')
  order_id?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID('all')
  payout_id?: string;

  @ApiPropertyOptional({ enum: RECONCILIATION_STATES })
  @IsOptional()
  @IsIn(RECONCILIATION_STATES)
  reconciliation_state?: string;

  @ApiPropertyOptional({ description: 'Happened at or after', example: '2026-11-01' })
  @IsOptional()
  @IsQueryTime()
  occurred_from?: string;

  @ApiPropertyOptional({ description: 'Happened before', example: '2026-12-01' })
  @IsOptional()
  @IsQueryTime()
  occurred_to?: string;

  @ApiPropertyOptional({ description: 'Of the amount without its sign: a refund of 10.00 is 10.00', example: '10.00' })
  @IsOptional()
  @Matches(AMOUNT, { message: 'must be an amount without a sign, such as 10.00' })
  amount_min?: string;

  @ApiPropertyOptional({ example: '250.00' })
  @IsOptional()
  @Matches(AMOUNT, { message: 'must be an amount without a sign, such as 250.00' })
  amount_max?: string;

  @ApiPropertyOptional({
    description: 'Part of the provider’s id, the customer’s e-mail or name, or the description',
    minLength: 3,
    maxLength: 200,
  })
  @IsOptional()
  @IsString()
  @MinLength(3)
  @MaxLength(200)
  q?: string;

  @ApiPropertyOptional({ enum: SORTS, default: '-occurred_at' })
  @IsOptional()
  @IsIn(SORTS)
  sort = '-occurred_at';
}

export class AllTransactionsQueryDto extends TransactionListQueryDto {
  @ApiPropertyOptional({ format: 'uuid', description: 'Only this processor; a deleted one’s books stay readable' })
  @IsOptional()
  @IsUUID('all')
  processor_id?: string;
}

export class TransactionExportQueryDto extends OmitType(AllTransactionsQueryDto, [
  'limit',
  'cursor',
  'include_total',
  'sort',
]) {
  @ApiPropertyOptional({ enum: TABLE_FORMATS, default: 'csv' })
  @IsOptional()
  @IsIn(TABLE_FORMATS)
  format: TableFormat = 'csv';
}

import { ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, MaxLength, MinLength } from 'class-validator';
import { IsQueryTime } from '../../../common/http/query-time.js';
import { TABLE_FORMATS, type TableFormat } from '../../../common/tables/table.js';
import { TRANSACTION_STATUSES, TRANSACTION_TYPES } from '../providers/provider.records.js';
import { BookListQueryDto } from './book-list.dto.js';
import { RECONCILIATION_STATES } from './reconciliation-states.js';

const SORTS = ['occurred_at', '-occurred_at', 'created_at', '-created_at'];

export class TransactionListQueryDto extends BookListQueryDto {
  @ApiPropertyOptional({ enum: TRANSACTION_TYPES })
  @IsOptional()
  @IsIn(TRANSACTION_TYPES)
  type?: string;

  @ApiPropertyOptional({ enum: TRANSACTION_STATUSES })
  @IsOptional()
  @IsIn(TRANSACTION_STATUSES)
  status?: string;

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

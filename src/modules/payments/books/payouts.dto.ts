import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, MaxLength, MinLength } from 'class-validator';
import { IsQueryDay } from '../../../common/http/query-time.js';
import { TABLE_FORMATS, type TableFormat } from '../../../common/tables/table.js';
import { PAYOUT_STATUSES } from '../providers/provider.records.js';
import { BookListQueryDto } from './book-list.dto.js';

const SORTS = ['initiated_at', '-initiated_at'];

export class PayoutListQueryDto extends BookListQueryDto {
  @ApiPropertyOptional({ enum: PAYOUT_STATUSES })
  @IsOptional()
  @IsIn(PAYOUT_STATUSES)
  status?: string;

  @ApiPropertyOptional({ description: 'Arrives on or after this day', example: '2026-11-01' })
  @IsOptional()
  @IsQueryDay()
  arrival_from?: string;

  @ApiPropertyOptional({ description: 'Arrives before this day', example: '2026-12-01' })
  @IsOptional()
  @IsQueryDay()
  arrival_to?: string;

  @ApiPropertyOptional({ description: 'The provider’s id of the payout', minLength: 3, maxLength: 255 })
  @IsOptional()
  @IsString()
  @MinLength(3)
  @MaxLength(255)
  q?: string;

  @ApiPropertyOptional({ enum: SORTS, default: '-initiated_at' })
  @IsOptional()
  @IsIn(SORTS)
  sort = '-initiated_at';
}

export class AllPayoutsQueryDto extends PayoutListQueryDto {
  @ApiPropertyOptional({ format: 'uuid', description: 'Only this processor; a deleted one’s books stay readable' })
  @IsOptional()
  @IsUUID('all')
  processor_id?: string;
}

export class PayoutExportQueryDto {
  @ApiPropertyOptional({ enum: TABLE_FORMATS, default: 'csv' })
  @IsOptional()
  @IsIn(TABLE_FORMATS)
  format: TableFormat = 'csv';
}

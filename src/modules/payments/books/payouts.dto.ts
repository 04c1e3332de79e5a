import { ApiPropertyOptional } from '@nestjs/swagger';
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
import { IsQueryDay } from '../../../common/http/query-time.js';
import { TABLE_FORMATS, type TableFormat } from '../../../common/tables/table.js';
import { PAYOUT_STATUSES } from '../providers/provider.records.js';

const SORTS = ['initiated_at', '-initiated_at'];
const AMOUNT = /^\d{1,15}(\.\d{1,4})?$/;

export class PayoutListQueryDto extends ListQueryDto {
  @ApiPropertyOptional({ enum: PAYOUT_STATUSES })
  @IsOptional()
  @IsIn(PAYOUT_STATUSES)
  status?: string;

  @ApiPropertyOptional({ description: 'ISO 4217', example: 'EUR' })
  @IsOptional()
  @IsISO4217CurrencyCode()
  currency?: string;

  @ApiPropertyOptional({ description: 'Arrives on or after this day', example: '2026-11-01' })
  @IsOptional()
  @IsQueryDay()
  arrival_from?: string;

  @ApiPropertyOptional({ description: 'Arrives before this day', example: '2026-12-01' })
  @IsOptional()
  @IsQueryDay()
  arrival_to?: string;

  @ApiPropertyOptional({ example: '10.00' })
  @IsOptional()
  @Matches(AMOUNT, { message: 'must be an amount without a sign, such as 10.00' })
  amount_min?: string;

  @ApiPropertyOptional({ example: '250.00' })
  @IsOptional()
  @Matches(AMOUNT, { message: 'must be an amount without a sign, such as 250.00' })
  amount_max?: string;

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

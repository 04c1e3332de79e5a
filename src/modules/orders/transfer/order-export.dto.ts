import { ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { TABLE_FORMATS, type TableFormat } from '../../../common/tables/table.js';
import { AllOrdersQueryDto } from '../orders.dto.js';

const ROWS = ['orders', 'items'] as const;

export class OrderExportQueryDto extends OmitType(AllOrdersQueryDto, [
  'limit',
  'cursor',
  'include_total',
  'sort',
  'expand',
]) {
  @ApiPropertyOptional({ enum: TABLE_FORMATS, default: 'csv' })
  @IsOptional()
  @IsIn(TABLE_FORMATS)
  format: TableFormat = 'csv';

  @ApiPropertyOptional({ enum: ROWS, default: 'orders', description: '`items`: a row for each line of an order' })
  @IsOptional()
  @IsIn(ROWS)
  rows: (typeof ROWS)[number] = 'orders';
}

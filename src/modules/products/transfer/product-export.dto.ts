import { ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { TABLE_FORMATS, type TableFormat } from '../../../common/tables/table.js';
import { ProductListQueryDto } from '../products.dto.js';

export class ProductExportQueryDto extends OmitType(ProductListQueryDto, ['limit', 'cursor', 'include_total', 'sort']) {
  @ApiPropertyOptional({ enum: TABLE_FORMATS, default: 'csv' })
  @IsOptional()
  @IsIn(TABLE_FORMATS)
  format: TableFormat = 'csv';
}

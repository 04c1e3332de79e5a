import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { ListQueryDto, queryBoolean } from '../../../common/http/list.dto.js';
import { JobDto } from '../../jobs/jobs.api.js';
import { IMPORT_ITEM_STATES, type ImportItemState } from './product-import-item.entity.js';

export class ImportQueryDto {
  @ApiPropertyOptional({ default: false, description: 'Only check the file and say what it would do: answers 200' })
  @IsOptional()
  @Transform(queryBoolean)
  @IsBoolean()
  dry_run?: boolean;
}

export class ImportSummaryDto {
  @ApiProperty() rows!: number;
  @ApiProperty() products!: number;
  @ApiProperty() to_create!: number;
  @ApiProperty() to_update!: number;
  @ApiProperty({ description: 'Products that are as the file says already' }) unchanged!: number;
}

export class ImportAnswerDto {
  @ApiProperty({ type: JobDto, nullable: true, description: 'Null with `dry_run`' }) job!: JobDto | null;
  @ApiProperty({ type: ImportSummaryDto }) summary!: ImportSummaryDto;
}

export class ImportItemDto {
  @ApiProperty({ type: [Number], description: 'Of the file, from 1 for the head line' }) lines!: number[];
  @ApiProperty({ enum: ['create', 'update'] }) action!: string;
  @ApiProperty({ format: 'uuid' }) product_id!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ enum: IMPORT_ITEM_STATES }) state!: string;
  @ApiProperty({ type: Object, nullable: true, example: { code: 'PROVIDER_REJECTED', message: 'Title is too long' } })
  error!: object | null;
  @ApiProperty({ format: 'date-time' }) updated_at!: string;
}

export class ImportItemListQueryDto extends ListQueryDto {
  @ApiPropertyOptional({ enum: IMPORT_ITEM_STATES })
  @IsOptional()
  @IsIn(IMPORT_ITEM_STATES)
  state?: ImportItemState;
}

export const EXAMPLE_SUMMARY = { rows: 1200, products: 400, to_create: 3, to_update: 51, unchanged: 346 };
export const EXAMPLE_IMPORT_ITEM = {
  lines: [2, 3, 4],
  action: 'update',
  product_id: '019aa5c2-1111-7f60-8f3e-55b1a2a0c9d4',
  title: 'Merino base layer',
  state: 'done',
  error: null,
  updated_at: '2026-11-22T10:29:58.000Z',
};

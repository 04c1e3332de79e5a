import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { ListQueryDto, queryBoolean } from '../../../common/http/list.dto.js';
import { NotNull } from '../../../common/http/not-null.js';
import { JobDto } from '../../jobs/jobs.api.js';
import { InventoryLevelDto } from '../products.dto.js';

const MAX_QUANTITY = 1_000_000_000;
const MAX_CHANGES = 100;
const INVENTORY_SORTS = ['created_at', '-created_at', 'inventory_quantity', '-inventory_quantity'];

export class InventoryItemDto {
  @ApiProperty({ format: 'uuid' }) variant_id!: string;
  @ApiProperty({ format: 'uuid' }) product_id!: string;
  @ApiProperty() product_title!: string;
  @ApiProperty({ type: String, nullable: true }) variant_title!: string | null;
  @ApiProperty({ type: String, nullable: true }) sku!: string | null;
  @ApiProperty({ type: String, nullable: true }) platform_variant_id!: string | null;
  @ApiProperty() track_inventory!: boolean;
  @ApiProperty({ type: Number, nullable: true, description: 'Over all locations; null where it is not tracked' })
  inventory_quantity!: number | null;
  @ApiProperty({ description: 'At the store’s low_stock_threshold or below' }) low!: boolean;
  @ApiProperty({ type: [InventoryLevelDto] }) inventory_levels!: InventoryLevelDto[];
  @ApiProperty({ format: 'date-time' }) updated_at!: string;
}

export class InventoryListQueryDto extends ListQueryDto {
  @ApiPropertyOptional({ description: 'Part of the product’s title, SKU, vendor or barcode', maxLength: 200 })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  q?: string;

  @ApiPropertyOptional({ maxLength: 255, description: 'The variant’s whole SKU' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  sku?: string;

  @ApiPropertyOptional({ description: 'true: only what is at the store’s threshold or below; false: only the others' })
  @IsOptional()
  @Transform(queryBoolean)
  @IsBoolean()
  low?: boolean;

  @ApiPropertyOptional({ maxLength: 255, description: 'The platform’s id of a location: only what has a level there' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  location_id?: string;

  @ApiPropertyOptional({ enum: INVENTORY_SORTS, default: '-created_at' })
  @IsOptional()
  @IsIn(INVENTORY_SORTS)
  sort = '-created_at';
}

export class LocationDto {
  @ApiProperty({ example: '655441491' }) platform_location_id!: string;
  @ApiProperty({ example: 'Warehouse' }) name!: string;
  @ApiProperty() is_active!: boolean;
}

export class InventoryChangeDto {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  variant_id!: string;

  @ApiPropertyOptional({ maxLength: 255, description: 'The platform’s id; needed where there are several' })
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  @NotNull()
  location_id?: string;

  @ApiPropertyOptional({ type: Number, minimum: 0, description: 'The new quantity; either this or `adjust`' })
  @IsInt()
  @Min(0)
  @Max(MAX_QUANTITY)
  @NotNull()
  set?: number;

  @ApiPropertyOptional({ type: Number, description: 'How much more or less' })
  @IsInt()
  @Min(-MAX_QUANTITY)
  @Max(MAX_QUANTITY)
  @NotNull()
  adjust?: number;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    description: 'Only if it is this at the shop now; without it: what is known here; null with `set`: whatever it is',
  })
  @IsOptional()
  @IsInt()
  @Min(-MAX_QUANTITY)
  @Max(MAX_QUANTITY)
  expected?: number | null;
}

export class SetInventoryDto {
  @ApiProperty({
    type: [InventoryChangeDto],
    minItems: 1,
    maxItems: MAX_CHANGES,
    example: [{ variant_id: '019aa5c2-2222-7f60-8f3e-55b1a2a0c9d4', adjust: -2 }],
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_CHANGES)
  @ValidateNested({ each: true })
  @Type(() => InventoryChangeDto)
  changes!: InventoryChangeDto[];
}

export class InventoryResultDto {
  @ApiProperty({ format: 'uuid' }) variant_id!: string;
  @ApiProperty({ type: String, nullable: true }) location_id!: string | null;
  @ApiProperty({
    enum: ['set', 'stale', 'refused'],
    description: 'stale: it was not what was expected, nothing changed',
  })
  result!: string;
  @ApiProperty({ type: Number, nullable: true, description: 'What the shop has now, where it told' })
  available!: number | null;
  @ApiProperty({ type: String, nullable: true }) message!: string | null;
}

export class InventoryResultsDto {
  @ApiProperty({ type: [InventoryResultDto] }) results!: InventoryResultDto[];
}

/** While no answer of the shop was heard. */
export class PendingInventoryDto {
  @ApiProperty({ type: [InventoryResultDto], description: 'None yet' }) results!: InventoryResultDto[];
  @ApiProperty({ type: JobDto, description: 'Its `result.outcome.outcomes` tells of each change' }) job!: JobDto;
}

const VARIANT_ID = '019aa5c2-2222-7f60-8f3e-55b1a2a0c9d4';

export const EXAMPLE_INVENTORY = {
  variant_id: VARIANT_ID,
  product_id: '019aa5c2-1111-7f60-8f3e-55b1a2a0c9d4',
  product_title: 'Merino base layer',
  variant_title: 'M',
  sku: 'MBL-M',
  platform_variant_id: '808950810',
  track_inventory: true,
  inventory_quantity: 3,
  low: true,
  inventory_levels: [{ platform_location_id: '655441491', location_name: 'Warehouse', available: 3 }],
  updated_at: '2026-11-22T10:29:58.000Z',
};

export const EXAMPLE_RESULTS = {
  results: [{ variant_id: VARIANT_ID, location_id: '655441491', result: 'set', available: 1, message: null }],
};

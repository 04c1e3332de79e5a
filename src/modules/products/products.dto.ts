import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { ListQueryDto, queryInteger } from '../../common/http/list.dto.js';
import { IsQueryTime } from '../../common/http/query-time.js';
import { JobDto } from '../jobs/jobs.api.js';

export const PRODUCT_STATUSES = ['active', 'draft', 'archived'] as const;
const PRODUCT_SORTS = ['created_at', 'updated_at', 'title', 'price', 'inventory_quantity'].flatMap((key) => [
  key,
  `-${key}`,
]);
const MAX_INT = 2_147_483_647;

export class InventoryLevelDto {
  @ApiProperty() platform_location_id!: string;
  @ApiProperty({ type: String, nullable: true }) location_name!: string | null;
  @ApiProperty() available!: number;
}

export class ProductVariantDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ type: String, nullable: true }) platform_variant_id!: string | null;
  @ApiProperty({ type: String, nullable: true }) title!: string | null;
  @ApiProperty({ type: String, nullable: true }) sku!: string | null;
  @ApiProperty({ type: String, nullable: true }) barcode!: string | null;
  @ApiProperty({ type: String, nullable: true, example: '24.90' }) price!: string | null;
  @ApiProperty({ type: String, nullable: true }) compare_at_price!: string | null;
  @ApiProperty({ type: String, nullable: true }) cost_per_item!: string | null;
  @ApiProperty({ type: Number, nullable: true, description: 'Null where stock is not tracked' }) inventory_quantity!:
    number | null;
  @ApiProperty() track_inventory!: boolean;
  @ApiProperty({ type: String, nullable: true }) weight!: string | null;
  @ApiProperty({ type: String, nullable: true, enum: ['kg', 'g', 'lb', 'oz'] }) weight_unit!: string | null;
  @ApiProperty({ type: Object, example: { Size: 'M' } }) options!: Record<string, string>;
  @ApiProperty() position!: number;
  @ApiProperty({ type: String, nullable: true }) image_url!: string | null;
  @ApiProperty({ type: [InventoryLevelDto] }) inventory_levels!: InventoryLevelDto[];
}

export class ProductImageDto {
  @ApiProperty({ type: String, nullable: true }) platform_image_id!: string | null;
  @ApiProperty() url!: string;
  @ApiProperty({ type: String, nullable: true }) alt!: string | null;
  @ApiProperty() position!: number;
}

export class ProductDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) store_id!: string;
  @ApiProperty({ type: String, nullable: true }) platform_product_id!: string | null;
  @ApiProperty() title!: string;
  @ApiProperty({ type: String, nullable: true, description: 'HTML as the shop has it' }) description!: string | null;
  @ApiProperty({ type: String, nullable: true }) handle!: string | null;
  @ApiProperty({ type: String, nullable: true }) url!: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'USD' }) currency!: string | null;
  @ApiProperty({ type: String, nullable: true, example: '24.90', description: 'The lowest of its variants' }) price!:
    string | null;
  @ApiProperty({ type: String, nullable: true }) compare_at_price!: string | null;
  @ApiProperty({ type: String, nullable: true }) cost_per_item!: string | null;
  @ApiProperty({ type: String, nullable: true }) sku!: string | null;
  @ApiProperty({ type: String, nullable: true }) barcode!: string | null;
  @ApiProperty({ description: 'Over all tracked variants; may be negative (oversold)' }) inventory_quantity!: number;
  @ApiProperty() track_inventory!: boolean;
  @ApiProperty({ type: String, nullable: true }) weight!: string | null;
  @ApiProperty({ type: String, nullable: true }) weight_unit!: string | null;
  @ApiProperty({ type: [ProductImageDto] }) images!: ProductImageDto[];
  @ApiProperty({ type: [String] }) tags!: string[];
  @ApiProperty({ type: String, nullable: true }) vendor!: string | null;
  @ApiProperty({ type: String, nullable: true }) product_type!: string | null;
  @ApiProperty({ enum: PRODUCT_STATUSES }) status!: string;
  @ApiProperty({ type: String, nullable: true, description: 'The platform’s own word' }) platform_status!:
    string | null;
  @ApiProperty({ format: 'date-time' }) created_at!: string;
  @ApiProperty({ format: 'date-time' }) updated_at!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) platform_updated_at!: string | null;
  @ApiProperty({ type: [ProductVariantDto] }) variants!: ProductVariantDto[];
}

/** While no answer of the shop was heard. */
export class PendingProductDto {
  @ApiProperty({
    type: ProductDto,
    nullable: true,
    description: 'As it is known until now; null for one that is to be made',
  })
  product!: ProductDto | null;

  @ApiProperty({ type: JobDto, description: 'Finds out what became of it, and sees it through, stock and all' })
  job!: JobDto;
}

export class ProductListQueryDto extends ListQueryDto {
  @ApiPropertyOptional({ enum: PRODUCT_STATUSES })
  @IsOptional()
  @IsIn(PRODUCT_STATUSES)
  status?: string;

  @ApiPropertyOptional({
    description: 'Part of title, SKU, vendor or barcode; under three letters: a whole SKU or barcode',
    maxLength: 200,
  })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  q?: string;

  @ApiPropertyOptional({ maxLength: 255 })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  sku?: string;

  @ApiPropertyOptional({ maxLength: 255 })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  vendor?: string;

  @ApiPropertyOptional({ maxLength: 255 })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  product_type?: string;

  @ApiPropertyOptional({ maxLength: 255 })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  tag?: string;

  @ApiPropertyOptional({ type: Number })
  @IsOptional()
  @Transform(queryInteger)
  @IsInt()
  @Min(-MAX_INT)
  @Max(MAX_INT)
  inventory_min?: number;

  @ApiPropertyOptional({ type: Number })
  @IsOptional()
  @Transform(queryInteger)
  @IsInt()
  @Min(-MAX_INT)
  @Max(MAX_INT)
  inventory_max?: number;

  @ApiPropertyOptional({ description: 'Inclusive' })
  @IsOptional()
  @IsQueryTime()
  created_from?: string;

  @ApiPropertyOptional({ description: 'Exclusive' })
  @IsOptional()
  @IsQueryTime()
  created_to?: string;

  @ApiPropertyOptional({ description: 'Changed here at or after' })
  @IsOptional()
  @IsQueryTime()
  updated_from?: string;

  @ApiPropertyOptional({ enum: PRODUCT_SORTS, default: '-created_at' })
  @IsOptional()
  @IsIn(PRODUCT_SORTS)
  sort = '-created_at';
}

export const EXAMPLE_PRODUCT = {
  id: '019aa5c2-1111-7f60-8f3e-55b1a2a0c9d4',
  store_id: '019aa5c0-5a11-7f60-8f3e-55b1a2a0c9d4',
  platform_product_id: '632910392',
  title: 'Merino base layer',
  description: '<p>Warm.</p>',
  handle: 'merino-base-layer',
  url: 'https://northwind.example/products/merino-base-layer',
  currency: 'USD',
  price: '64.00',
  compare_at_price: null,
  cost_per_item: '21.50',
  sku: 'MBL-M',
  barcode: null,
  inventory_quantity: 17,
  track_inventory: true,
  weight: '0.24',
  weight_unit: 'kg',
  images: [],
  tags: ['winter'],
  vendor: 'Northwind',
  product_type: 'Apparel',
  status: 'active',
  platform_status: 'ACTIVE',
  created_at: '2026-09-01T08:00:00.000Z',
  updated_at: '2026-11-22T10:29:58.000Z',
  platform_updated_at: '2026-11-22T10:29:41.000Z',
  variants: [],
};

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
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { NotNull } from '../../../common/http/not-null.js';
import { queryBoolean } from '../../../common/http/list.dto.js';
import { type WeightUnit, WEIGHT_UNITS } from '../product.entity.js';
import { PRODUCT_STATUSES } from '../products.dto.js';
import { AreOptions, IsMoney, IsWebUrl, IsWeight } from './product-checks.js';

const MAX_QUANTITY = 1_000_000_000;
export const MAX_VARIANTS = 250;
const MAX_IMAGES = 250;
export const MAX_TAGS = 250;
const MAX_DESCRIPTION = 500_000;

export type ProductStatus = (typeof PRODUCT_STATUSES)[number];

const trimmed = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? value.trim() : value);
const AMOUNT = { type: String, nullable: true, example: '24.90', description: 'Not negative, the store’s currency' };
const TEXT = { type: String, nullable: true, maxLength: 255 };

/** What a variant has, and what a product with one variant can be given directly. */
export class SellableDto {
  @ApiPropertyOptional({ ...AMOUNT, nullable: false })
  @IsMoney()
  @NotNull()
  price?: string;

  @ApiPropertyOptional(AMOUNT)
  @IsOptional()
  @IsMoney()
  compare_at_price?: string | null;

  @ApiPropertyOptional(AMOUNT)
  @IsOptional()
  @IsMoney()
  cost_per_item?: string | null;

  @ApiPropertyOptional(TEXT)
  @IsOptional()
  @IsString()
  @MaxLength(255)
  sku?: string | null;

  @ApiPropertyOptional(TEXT)
  @IsOptional()
  @IsString()
  @MaxLength(255)
  barcode?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, example: '0.24' })
  @IsOptional()
  @IsWeight()
  weight?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, enum: WEIGHT_UNITS })
  @IsOptional()
  @IsIn(WEIGHT_UNITS)
  weight_unit?: WeightUnit | null;

  @ApiPropertyOptional({ type: Number, minimum: 0, description: 'In its only location; see /inventory for several' })
  @IsInt()
  @Min(0)
  @Max(MAX_QUANTITY)
  @NotNull()
  inventory_quantity?: number;

  @ApiPropertyOptional()
  @IsBoolean()
  @NotNull()
  track_inventory?: boolean;
}

export class ImageInputDto {
  @ApiProperty({ example: 'https://cdn.example/backpack.jpg' })
  @IsWebUrl()
  url!: string;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 512 })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  alt?: string | null;
}

export class NewVariantDto extends SellableDto {
  @ApiPropertyOptional(TEXT)
  @IsOptional()
  @IsString()
  @MaxLength(255)
  title?: string | null;

  @ApiPropertyOptional({ type: Object, example: { Size: 'M' } })
  @AreOptions()
  @NotNull()
  options?: Record<string, string>;

  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsWebUrl()
  image_url?: string | null;
}

export class VariantInputDto extends NewVariantDto {
  @ApiPropertyOptional({ format: 'uuid', description: 'The variant to change; without it one is added' })
  @IsUUID()
  @NotNull()
  id?: string;
}

class ProductInputDto extends SellableDto {
  @ApiPropertyOptional({ type: String, nullable: true, maxLength: MAX_DESCRIPTION, description: 'HTML' })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_DESCRIPTION)
  description?: string | null;

  @ApiPropertyOptional({ ...TEXT, description: 'Its part of the shop’s address: no blanks, no slashes' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  @Matches(/^[^\s/?#]+$/, { message: 'handle must have no blanks and none of / ? #' })
  handle?: string | null;

  @ApiPropertyOptional(TEXT)
  @IsOptional()
  @IsString()
  @MaxLength(255)
  vendor?: string | null;

  @ApiPropertyOptional(TEXT)
  @IsOptional()
  @IsString()
  @MaxLength(255)
  product_type?: string | null;

  @ApiPropertyOptional({ enum: PRODUCT_STATUSES })
  @IsIn(PRODUCT_STATUSES)
  @NotNull()
  status?: ProductStatus;

  @ApiPropertyOptional({ type: [String], maxItems: MAX_TAGS })
  @IsArray()
  @ArrayMaxSize(MAX_TAGS)
  @IsString({ each: true })
  @MinLength(1, { each: true })
  @MaxLength(255, { each: true })
  @NotNull()
  tags?: string[];

  @ApiPropertyOptional({ type: [ImageInputDto], maxItems: MAX_IMAGES, description: 'Whole: others are removed' })
  @IsArray()
  @ArrayMaxSize(MAX_IMAGES)
  @ValidateNested({ each: true })
  @Type(() => ImageInputDto)
  @NotNull()
  images?: ImageInputDto[];
}

export class CreateProductDto extends ProductInputDto {
  @ApiProperty({ example: 'Merino base layer', maxLength: 500 })
  @Transform(trimmed)
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  title!: string;

  @ApiPropertyOptional({ type: [NewVariantDto], minItems: 1, maxItems: MAX_VARIANTS })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_VARIANTS)
  @ValidateNested({ each: true })
  @Type(() => NewVariantDto)
  @NotNull()
  variants?: NewVariantDto[];
}

export class UpdateProductDto extends ProductInputDto {
  @ApiPropertyOptional({ example: 'Merino base layer', maxLength: 500 })
  @Transform(trimmed)
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  @NotNull()
  title?: string;

  @ApiPropertyOptional({ type: [VariantInputDto], maxItems: MAX_VARIANTS, description: 'Those not named stay' })
  @IsArray()
  @ArrayMaxSize(MAX_VARIANTS)
  @ValidateNested({ each: true })
  @Type(() => VariantInputDto)
  @NotNull()
  variants?: VariantInputDto[];

  @ApiPropertyOptional({ type: [String], maxItems: MAX_VARIANTS, description: 'Ids of variants to remove' })
  @IsArray()
  @ArrayMaxSize(MAX_VARIANTS)
  @IsUUID(undefined, { each: true })
  @NotNull()
  remove_variants?: string[];
}

export class PushQueryDto {
  @ApiPropertyOptional({
    default: true,
    description: 'false: only here; the shop is not told, and its own version wins when it is next read whole',
  })
  @IsOptional()
  @Transform(queryBoolean)
  @IsBoolean()
  push?: boolean;
}

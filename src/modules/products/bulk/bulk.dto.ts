import { ApiProperty, ApiPropertyOptional, PickType } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
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
import { ListQueryDto } from '../../../common/http/list.dto.js';
import { NotNull } from '../../../common/http/not-null.js';
import { PRODUCT_STATUSES, ProductListQueryDto } from '../products.dto.js';
import { IsMoney } from '../write/product-checks.js';
import { MAX_TAGS, type ProductStatus } from '../write/product-input.dto.js';
import { BULK_ITEM_STATES, type BulkItemState } from './bulk-change-item.entity.js';

export const MAX_IDS = 10_000;
const MAX_QUANTITY = 1_000_000_000;
const PERCENT = /^-?\d{1,5}(?:\.\d{1,4})?$/;

const asText = ({ value }: { value: unknown }): unknown => (typeof value === 'number' ? String(value) : value);

export class ProductFilterDto extends PickType(ProductListQueryDto, [
  'status',
  'q',
  'sku',
  'vendor',
  'product_type',
  'tag',
  'inventory_min',
  'inventory_max',
  'created_from',
  'created_to',
  'updated_from',
] as const) {}

export class BulkSelectionDto {
  @ApiPropertyOptional({ type: [String], format: 'uuid', maxItems: MAX_IDS })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_IDS)
  @IsUUID(undefined, { each: true })
  @NotNull()
  ids?: string[];

  @ApiPropertyOptional({ type: ProductFilterDto, description: 'As the list’s filters; {} is every product' })
  @IsObject()
  @ValidateNested()
  @Type(() => ProductFilterDto)
  @NotNull()
  filter?: ProductFilterDto;
}

export class PriceRuleDto {
  @ApiPropertyOptional({ example: '24.90' })
  @IsMoney()
  @NotNull()
  set?: string;

  @ApiPropertyOptional({ example: '-2.00', description: 'May be negative' })
  @IsMoney()
  @NotNull()
  add?: string;

  @ApiPropertyOptional({ type: String, example: '-10', description: 'Of the amount before; text or number' })
  @Transform(asText)
  @Matches(PERCENT, { message: 'percent must be a percentage such as "-12.5"' })
  @NotNull()
  percent?: string;

  @ApiPropertyOptional({
    example: '.99',
    description: '`.99`: the nearest amount that ends so; `0.05`: the nearest multiple',
  })
  @IsString()
  @MaxLength(12)
  @NotNull()
  round?: string;
}

export class TagsRuleDto {
  @ApiPropertyOptional({ type: [String] })
  @IsArray()
  @ArrayMaxSize(MAX_TAGS)
  @IsString({ each: true })
  @MinLength(1, { each: true })
  @MaxLength(255, { each: true })
  @NotNull()
  add?: string[];

  @ApiPropertyOptional({ type: [String] })
  @IsArray()
  @ArrayMaxSize(MAX_TAGS)
  @IsString({ each: true })
  @NotNull()
  remove?: string[];

  @ApiPropertyOptional({ type: [String], description: 'Instead of add and remove' })
  @IsArray()
  @ArrayMaxSize(MAX_TAGS)
  @IsString({ each: true })
  @MinLength(1, { each: true })
  @MaxLength(255, { each: true })
  @NotNull()
  set?: string[];
}

export class QuantityRuleDto {
  @ApiPropertyOptional({ type: Number })
  @IsInt()
  @Min(0)
  @Max(MAX_QUANTITY)
  @NotNull()
  set?: number;

  @ApiPropertyOptional({ type: Number })
  @IsInt()
  @Min(-MAX_QUANTITY)
  @Max(MAX_QUANTITY)
  @NotNull()
  add?: number;
}

export class BulkChangesDto {
  @ApiPropertyOptional({ type: PriceRuleDto, description: 'Of every variant' })
  @IsObject()
  @ValidateNested()
  @Type(() => PriceRuleDto)
  @NotNull()
  price?: PriceRuleDto;

  @ApiPropertyOptional({ type: PriceRuleDto, nullable: true })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => PriceRuleDto)
  compare_at_price?: PriceRuleDto | null;

  @ApiPropertyOptional({ type: PriceRuleDto, nullable: true })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => PriceRuleDto)
  cost_per_item?: PriceRuleDto | null;

  @ApiPropertyOptional({ enum: PRODUCT_STATUSES })
  @IsIn(PRODUCT_STATUSES)
  @NotNull()
  status?: ProductStatus;

  @ApiPropertyOptional({ type: TagsRuleDto })
  @IsObject()
  @ValidateNested()
  @Type(() => TagsRuleDto)
  @NotNull()
  tags?: TagsRuleDto;

  @ApiPropertyOptional({ type: QuantityRuleDto, description: 'Of every tracked variant, in its only location' })
  @IsObject()
  @ValidateNested()
  @Type(() => QuantityRuleDto)
  @NotNull()
  inventory_quantity?: QuantityRuleDto;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 255 })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  vendor?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 255 })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  product_type?: string | null;
}

export class BulkUpdateDto {
  @ApiProperty({ type: BulkSelectionDto, example: { filter: { tag: 'summer' } } })
  @IsObject()
  @ValidateNested()
  @Type(() => BulkSelectionDto)
  selection!: BulkSelectionDto;

  @ApiProperty({ type: BulkChangesDto, example: { price: { percent: '-10', round: '.99' } } })
  @IsObject()
  @ValidateNested()
  @Type(() => BulkChangesDto)
  changes!: BulkChangesDto;

  @ApiPropertyOptional({ default: false, description: 'Only says what would become of it' })
  @IsBoolean()
  @NotNull()
  dry_run?: boolean;
}

export class BulkItemErrorDto {
  @ApiProperty({ example: 'CONFLICT', description: 'REFUSED, UNCHANGED, CONFLICT, GONE, or what the platform said' })
  code!: string;

  @ApiProperty({ example: 'Changed at the shop meanwhile: variants.….price' })
  message!: string;
}

export class BulkItemDto {
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  product_id!: string | null;

  @ApiProperty({ type: String, nullable: true })
  platform_product_id!: string | null;

  @ApiProperty()
  title!: string;

  @ApiProperty({ enum: BULK_ITEM_STATES })
  state!: BulkItemState;

  @ApiProperty({ type: Object, description: 'Only what the change touches' })
  before!: object;

  @ApiProperty({ type: Object })
  after!: object;

  @ApiProperty({ type: BulkItemErrorDto, nullable: true })
  error!: BulkItemErrorDto | null;

  @ApiProperty({ format: 'date-time' })
  updated_at!: string;
}

export class BulkItemListQueryDto extends ListQueryDto {
  @ApiPropertyOptional({ enum: BULK_ITEM_STATES })
  @IsOptional()
  @IsIn(BULK_ITEM_STATES)
  state?: BulkItemState;
}

/** What `dry_run` answers. */
export class BulkPreviewDto {
  @ApiProperty({ description: 'Products that are selected' })
  count!: number;

  @ApiProperty({ description: 'Of these: would be changed' })
  changed_count!: number;

  @ApiProperty({ description: 'Of these: are so already' })
  unchanged_count!: number;

  @ApiProperty({ description: 'Of these: refused' })
  refused_count!: number;

  @ApiProperty({ type: [Object], description: 'The first 100 that would be changed: before and after' })
  items!: object[];

  @ApiProperty({ type: [Object], description: 'The first 100 that are refused, with the reason' })
  refused!: object[];
}

const IDS = {
  product_id: '019aa5c2-1111-7f60-8f3e-55b1a2a0c9d4',
  platform_product_id: '632910392',
  title: 'Merino base layer',
};
const VARIANT = { id: '019aa5c2-2222-7f60-8f3e-55b1a2a0c9d4', platform_variant_id: '808950810' };

export const EXAMPLE_BULK_ITEM = {
  ...IDS,
  state: 'done',
  before: { variants: [{ ...VARIANT, price: '64.00' }] },
  after: { variants: [{ ...VARIANT, price: '57.99' }] },
  error: null,
  updated_at: '2026-11-22T10:30:00.000Z',
};

export const EXAMPLE_PREVIEW = {
  count: 2,
  changed_count: 1,
  unchanged_count: 0,
  refused_count: 1,
  items: [{ ...IDS, before: EXAMPLE_BULK_ITEM.before, after: EXAMPLE_BULK_ITEM.after }],
  refused: [{ ...IDS, reason: 'The price of variant "M" would be negative (-1.00)' }],
};

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { ListQueryDto } from '../../common/http/list.dto.js';
import { NotNull } from '../../common/http/not-null.js';
import { EXAMPLE_JOB, JobDto } from '../jobs/jobs.api.js';
import { PLATFORM_KEYS, SYNC_RESOURCES, type PlatformKey, type SyncResource } from './platforms/platform.connection.js';
import { StoreSettingsDto } from './store-settings.js';

export const CONNECTION_STATES = ['disconnected', 'connecting', 'connected', 'degraded', 'failed'] as const;
export const STORE_STATUSES = ['active', 'inactive', 'suspended'] as const;

const trimmed = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? value.trim() : value);

export class StoreConnectionErrorDto {
  @ApiProperty({ example: 'PROVIDER_AUTH_FAILED' })
  code!: string;

  @ApiProperty({ example: 'The shop refused the access token' })
  message!: string;
}

export class StoreConnectionDto {
  @ApiProperty({ enum: CONNECTION_STATES })
  state!: string;

  @ApiProperty({ type: StoreConnectionErrorDto, nullable: true })
  error!: StoreConnectionErrorDto | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  checked_at!: string | null;

  @ApiProperty({ type: [String], description: 'What you should know though the connection works' })
  warnings!: string[];
}

export class StoreDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ example: 'Northwind Outdoor' })
  name!: string;

  @ApiProperty({ type: String, nullable: true })
  description!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'northwind.example' })
  domain!: string | null;

  @ApiProperty({ enum: PLATFORM_KEYS })
  platform!: PlatformKey;

  @ApiProperty({ type: String, nullable: true, description: 'The platform’s own id of the shop, once connected' })
  platform_store_id!: string | null;

  @ApiProperty({ enum: STORE_STATUSES })
  status!: string;

  @ApiProperty({ type: StoreSettingsDto })
  settings!: StoreSettingsDto;

  @ApiProperty({ type: StoreConnectionDto })
  connection!: StoreConnectionDto;

  @ApiProperty()
  has_credentials!: boolean;

  @ApiProperty({ type: String, nullable: true, example: 'USD' })
  currency!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'America/New_York' })
  timezone!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  last_synced_at!: string | null;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;

  @ApiProperty({ format: 'date-time' })
  updated_at!: string;
}

export class CreateStoreDto {
  @ApiProperty({ example: 'Northwind Outdoor', maxLength: 255 })
  @Transform(trimmed)
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  name!: string;

  @ApiProperty({ enum: PLATFORM_KEYS })
  @IsIn(PLATFORM_KEYS)
  platform!: PlatformKey;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'northwind.example', maxLength: 255 })
  @IsOptional()
  @Transform(trimmed)
  @IsString()
  @MaxLength(255)
  domain?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 10_000 })
  @IsOptional()
  @IsString()
  @MaxLength(10_000)
  description?: string | null;

  @ApiPropertyOptional({ type: StoreSettingsDto })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => StoreSettingsDto)
  settings?: StoreSettingsDto;
}

export class UpdateStoreDto {
  @ApiPropertyOptional({ example: 'Northwind Outdoor', maxLength: 255 })
  @Transform(trimmed)
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  @NotNull()
  name?: string;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 255 })
  @IsOptional()
  @Transform(trimmed)
  @IsString()
  @MaxLength(255)
  domain?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 10_000 })
  @IsOptional()
  @IsString()
  @MaxLength(10_000)
  description?: string | null;

  @ApiPropertyOptional({ enum: ['active', 'inactive'], description: 'An inactive store is not synced' })
  @IsIn(['active', 'inactive'])
  @NotNull()
  status?: 'active' | 'inactive';

  @ApiPropertyOptional({ type: StoreSettingsDto, description: 'Keys given are changed, others kept' })
  @IsObject()
  @ValidateNested()
  @Type(() => StoreSettingsDto)
  @NotNull()
  settings?: StoreSettingsDto;
}

export class ConnectStoreDto {
  @ApiProperty({
    type: Object,
    description:
      'shopify: `{ shop_domain, access_token }` or `{ shop_domain, client_id, client_secret }`; woocommerce: `{ url, consumer_key, consumer_secret }`',
    example: { shop_domain: 'northwind.myshopify.com', access_token: 'shpat_…' },
  })
  @IsObject()
  credentials!: Record<string, unknown>;

  @ApiPropertyOptional({ default: false, description: 'Connect without starting the first import' })
  @IsOptional()
  @IsBoolean()
  skip_sync?: boolean;
}

export class SyncStoreDto {
  @ApiPropertyOptional({
    enum: SYNC_RESOURCES,
    isArray: true,
    description: 'Default: everything that the platform has',
  })
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @ArrayMaxSize(SYNC_RESOURCES.length)
  @IsIn(SYNC_RESOURCES, { each: true })
  resources?: SyncResource[];

  @ApiPropertyOptional({ enum: ['full', 'incremental'], default: 'incremental' })
  @IsOptional()
  @IsIn(['full', 'incremental'])
  mode?: 'full' | 'incremental';
}

export const STORE_SORTS = ['created_at', '-created_at', 'name', '-name'] as const;

export class StoreListQueryDto extends ListQueryDto {
  @ApiPropertyOptional({ enum: PLATFORM_KEYS })
  @IsOptional()
  @IsIn(PLATFORM_KEYS)
  platform?: PlatformKey;

  @ApiPropertyOptional({ enum: STORE_STATUSES })
  @IsOptional()
  @IsIn(STORE_STATUSES)
  status?: string;

  @ApiPropertyOptional({ enum: CONNECTION_STATES })
  @IsOptional()
  @IsIn(CONNECTION_STATES)
  connection_state?: string;

  @ApiPropertyOptional({ description: 'Part of the name or domain', maxLength: 255 })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  q?: string;

  @ApiPropertyOptional({ enum: STORE_SORTS, default: '-created_at' })
  @IsOptional()
  @IsIn(STORE_SORTS)
  sort: (typeof STORE_SORTS)[number] = '-created_at';
}

export class ConnectAnswerDto {
  @ApiProperty({ type: StoreDto })
  store!: StoreDto;

  @ApiProperty({ type: JobDto, nullable: true, description: 'The first import; null with `skip_sync`' })
  job!: JobDto | null;
}

export const EXAMPLE_STORE = {
  id: '019aa5c0-5a11-7f60-8f3e-55b1a2a0c9d4',
  name: 'Northwind Outdoor',
  description: null,
  domain: 'northwind.example',
  platform: 'shopify',
  platform_store_id: '548380009',
  status: 'active',
  settings: { sync_interval_seconds: 300 },
  connection: { state: 'connected', error: null, checked_at: '2026-11-22T10:29:58.000Z', warnings: [] },
  has_credentials: true,
  currency: 'USD',
  timezone: 'America/New_York',
  last_synced_at: '2026-11-22T10:29:58.000Z',
  created_at: '2026-11-01T08:00:00.000Z',
  updated_at: '2026-11-22T10:29:58.000Z',
};

export const EXAMPLE_CONNECTED = { store: EXAMPLE_STORE, job: EXAMPLE_JOB };

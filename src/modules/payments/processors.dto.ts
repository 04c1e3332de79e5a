import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsIn, IsObject, IsOptional, IsString, MaxLength, MinLength, ValidateNested } from 'class-validator';
import { ListQueryDto, queryBoolean } from '../../common/http/list.dto.js';
import { NotNull } from '../../common/http/not-null.js';
import { ProcessorSettingsDto } from './processor-settings.js';
import { PROVIDER_KEYS, type ProviderKey } from './providers/provider.connection.js';

export const PROCESSOR_STATES = ['connected', 'degraded', 'failed'] as const;
export const PROCESSOR_MODES = ['live', 'test'] as const;
const NAME_LENGTH = 100;

const trimmed = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? value.trim() : value);

const CREDENTIALS =
  'stripe: `{ secret_key, webhook_secret? }`; paypal: `{ client_id, client_secret, environment }`; square: `{ access_token, environment }`; environment is `production` or `sandbox`';

export class ProcessorFaultDto {
  @ApiProperty({ example: 'PROVIDER_AUTH_FAILED' }) code!: string;
  @ApiProperty({ example: 'Stripe refused the key: Invalid API Key provided' }) message!: string;
}

export class ProcessorConnectionDto {
  @ApiProperty({
    enum: PROCESSOR_STATES,
    description: '`degraded`: it does not answer as it should, and is tried again; `failed`: you must act, see error',
  })
  state!: string;
  @ApiProperty({ type: ProcessorFaultDto, nullable: true }) error!: ProcessorFaultDto | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) checked_at!: string | null;
}

export class PaymentProcessorDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ example: 'Stripe Germany' }) name!: string;
  @ApiProperty({ enum: PROVIDER_KEYS }) provider!: ProviderKey;
  @ApiProperty({ enum: PROCESSOR_MODES, nullable: true, description: '`test`: no real money' }) mode!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'The provider’s own id of the account' })
  account_id!: string | null;
  @ApiProperty({ type: String, nullable: true }) account_name!: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'DE' }) country!: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'EUR' }) default_currency!: string | null;
  @ApiProperty({ description: 'An inactive one is not imported' }) is_active!: boolean;
  @ApiProperty({ type: ProcessorSettingsDto }) settings!: ProcessorSettingsDto;
  @ApiProperty({ type: ProcessorConnectionDto }) connection!: ProcessorConnectionDto;
  @ApiProperty({ type: [String], description: 'What you should know though the connection works' })
  warnings!: string[];
  @ApiProperty() has_credentials!: boolean;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Where the provider delivers its webhooks, once registered',
  })
  webhook_url!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) last_synced_at!: string | null;
  @ApiProperty({ format: 'date-time' }) created_at!: string;
  @ApiProperty({ format: 'date-time' }) updated_at!: string;
}

export class ConnectedProcessorDto extends PaymentProcessorDto {
  @ApiProperty({ format: 'uuid', description: 'The job of the first import, see GET jobs/{job_id}' })
  sync_job_id!: string;
}

export class CreateProcessorDto {
  @ApiProperty({ example: 'Stripe Germany', maxLength: NAME_LENGTH })
  @Transform(trimmed)
  @IsString()
  @MinLength(1)
  @MaxLength(NAME_LENGTH)
  name!: string;

  @ApiProperty({ enum: PROVIDER_KEYS })
  @IsIn(PROVIDER_KEYS)
  provider!: ProviderKey;

  @ApiProperty({ type: Object, description: CREDENTIALS, example: { secret_key: 'rk_live_…' } })
  @IsObject()
  credentials!: Record<string, unknown>;

  @ApiPropertyOptional({ type: ProcessorSettingsDto })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ProcessorSettingsDto)
  settings?: ProcessorSettingsDto;
}

export class UpdateProcessorDto {
  @ApiPropertyOptional({ example: 'Stripe Germany', maxLength: NAME_LENGTH })
  @Transform(trimmed)
  @IsString()
  @MinLength(1)
  @MaxLength(NAME_LENGTH)
  @NotNull()
  name?: string;

  @ApiPropertyOptional({ description: 'False: imports stop' })
  @IsBoolean()
  @NotNull()
  is_active?: boolean;

  @ApiPropertyOptional({ type: ProcessorSettingsDto, description: 'Keys given are changed, others kept' })
  @IsObject()
  @ValidateNested()
  @Type(() => ProcessorSettingsDto)
  @NotNull()
  settings?: ProcessorSettingsDto;

  @ApiPropertyOptional({
    type: Object,
    description: `Other credentials of the same account and mode, in place of those before. ${CREDENTIALS}`,
    example: { secret_key: 'rk_live_…' },
  })
  @IsObject()
  @NotNull()
  credentials?: Record<string, unknown>;
}

export const PROCESSOR_SORTS = ['created_at', '-created_at', 'name', '-name'] as const;

export class ProcessorListQueryDto extends ListQueryDto {
  @ApiPropertyOptional({ enum: PROVIDER_KEYS })
  @IsOptional()
  @IsIn(PROVIDER_KEYS)
  provider?: ProviderKey;

  @ApiPropertyOptional({ enum: PROCESSOR_MODES })
  @IsOptional()
  @IsIn(PROCESSOR_MODES)
  mode?: string;

  @ApiPropertyOptional({ enum: PROCESSOR_STATES })
  @IsOptional()
  @IsIn(PROCESSOR_STATES)
  connection_state?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @Transform(queryBoolean)
  @IsBoolean()
  is_active?: boolean;

  @ApiPropertyOptional({ enum: PROCESSOR_SORTS, default: '-created_at' })
  @IsOptional()
  @IsIn(PROCESSOR_SORTS)
  sort: (typeof PROCESSOR_SORTS)[number] = '-created_at';
}

export const EXAMPLE_PROCESSOR = {
  id: '019aa5c0-7a11-7f60-8f3e-55b1a2a0c9d4',
  name: 'Stripe Germany',
  provider: 'stripe',
  mode: 'live',
  account_id: 'acct_1032D82eZvKYlo2C',
  account_name: 'Northwind Outdoor',
  country: 'DE',
  default_currency: 'EUR',
  is_active: true,
  settings: { sync_interval_seconds: 3600 },
  connection: { state: 'connected', error: null, checked_at: '2026-11-22T10:29:58.000Z' },
  warnings: [],
  has_credentials: true,
  webhook_url: 'https://ksap.example/api/v1/webhooks/payments/stripe/019aa5c0-7a11-7f60-8f3e-55b1a2a0c9d4',
  last_synced_at: '2026-11-22T10:29:58.000Z',
  created_at: '2026-11-01T08:00:00.000Z',
  updated_at: '2026-11-22T10:29:58.000Z',
};

export const EXAMPLE_CONNECTED_PROCESSOR = {
  ...EXAMPLE_PROCESSOR,
  last_synced_at: null,
  sync_job_id: '019aa5c0-6f0e-7cc2-9d2b-1f0f4c1f7a10',
};

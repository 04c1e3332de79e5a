import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { ListQueryDto, queryBoolean } from '../../../common/http/list.dto.js';
import { NotNull } from '../../../common/http/not-null.js';
import { SOCIAL_PLATFORMS, type SocialPlatform } from '../networks/network.connection.js';
import { ACCOUNT_STATUSES } from '../networks/network.records.js';
import { AccountSettingsDto } from './account-settings.js';
import { WARMUP_STATUSES } from './warmup.policy.js';

export const CONNECTION_STATES = ['connected', 'degraded', 'failed'] as const;
const NAME_LENGTH = 255;
const TOKEN_LENGTH = 4096;
/** What a header can bear. */
const TOKEN = /^[\x21-\x7e]+$/;
const TOKEN_WORDS = { message: '$property must be printable ASCII without spaces' };
const ID_LENGTH = 255;

const trimmed = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? value.trim() : value);

export class CreateAccountDto {
  @ApiProperty({ enum: SOCIAL_PLATFORMS })
  @IsIn(SOCIAL_PLATFORMS)
  platform!: SocialPlatform;

  @ApiProperty({ example: 'EAAB…', maxLength: TOKEN_LENGTH, description: 'Sealed, and never shown again' })
  @Transform(trimmed)
  @IsString()
  @MinLength(1)
  @MaxLength(TOKEN_LENGTH)
  @Matches(TOKEN, TOKEN_WORDS)
  access_token!: string;

  @ApiPropertyOptional({
    maxLength: TOKEN_LENGTH,
    description: 'Where the network gave one with it: it renews the token ahead of its end',
  })
  @Transform(trimmed)
  @IsString()
  @MinLength(1)
  @MaxLength(TOKEN_LENGTH)
  @Matches(TOKEN, TOKEN_WORDS)
  @NotNull()
  refresh_token?: string;

  @ApiPropertyOptional({
    example: 'act_1000000001',
    maxLength: ID_LENGTH,
    description: 'The network’s id of the account; needed where the token reaches several',
  })
  @Transform(trimmed)
  @IsString()
  @MinLength(1)
  @MaxLength(ID_LENGTH)
  @NotNull()
  account_id?: string;

  @ApiPropertyOptional({
    example: 'act_1000000001',
    maxLength: ID_LENGTH,
    description: 'instagram: the ad account that it advertises through; needed where the token reaches several',
  })
  @Transform(trimmed)
  @IsString()
  @MinLength(1)
  @MaxLength(ID_LENGTH)
  @NotNull()
  ad_account_id?: string;

  @ApiPropertyOptional({ example: '2000000001', maxLength: ID_LENGTH, description: 'The page that ads are of' })
  @Transform(trimmed)
  @IsString()
  @MinLength(1)
  @MaxLength(ID_LENGTH)
  @NotNull()
  page_id?: string;

  @ApiPropertyOptional({ maxLength: NAME_LENGTH, description: 'As you call it; the network’s name unless given' })
  @Transform(trimmed)
  @IsString()
  @MinLength(1)
  @MaxLength(NAME_LENGTH)
  @NotNull()
  account_name?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The proxy that its calls leave through, or not at all; already the ones that verify it',
  })
  @IsOptional()
  @IsUUID()
  proxy_id?: string | null;

  @ApiPropertyOptional({ type: AccountSettingsDto })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => AccountSettingsDto)
  settings?: AccountSettingsDto;
}

export class UpdateAccountDto {
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: NAME_LENGTH,
    description: 'null: the network’s name again',
  })
  @IsOptional()
  @Transform(trimmed)
  @IsString()
  @MinLength(1)
  @MaxLength(NAME_LENGTH)
  account_name?: string | null;

  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true, description: 'null: no proxy' })
  @IsOptional()
  @IsUUID()
  proxy_id?: string | null;

  @ApiPropertyOptional({ maxLength: ID_LENGTH, description: 'Another page that the token reaches' })
  @Transform(trimmed)
  @IsString()
  @MinLength(1)
  @MaxLength(ID_LENGTH)
  @NotNull()
  page_id?: string;

  @ApiPropertyOptional({ maxLength: TOKEN_LENGTH, description: 'Another token of the same account' })
  @Transform(trimmed)
  @IsString()
  @MinLength(1)
  @MaxLength(TOKEN_LENGTH)
  @Matches(TOKEN, TOKEN_WORDS)
  @NotNull()
  access_token?: string;

  @ApiPropertyOptional({
    maxLength: TOKEN_LENGTH,
    description: 'Where the network gave one with it: it renews the token ahead of its end',
  })
  @Transform(trimmed)
  @IsString()
  @MinLength(1)
  @MaxLength(TOKEN_LENGTH)
  @Matches(TOKEN, TOKEN_WORDS)
  @NotNull()
  refresh_token?: string;

  @ApiPropertyOptional({ type: AccountSettingsDto, description: 'Keys given are changed, others kept' })
  @IsObject()
  @ValidateNested()
  @Type(() => AccountSettingsDto)
  @NotNull()
  settings?: AccountSettingsDto;
}

export const ACCOUNT_SORTS = ['created_at', '-created_at', 'account_name', '-account_name'] as const;

export class AccountListQueryDto extends ListQueryDto {
  @ApiPropertyOptional({ enum: SOCIAL_PLATFORMS })
  @IsOptional()
  @IsIn(SOCIAL_PLATFORMS)
  platform?: SocialPlatform;

  @ApiPropertyOptional({ enum: ACCOUNT_STATUSES })
  @IsOptional()
  @IsIn(ACCOUNT_STATUSES)
  status?: string;

  @ApiPropertyOptional({ enum: WARMUP_STATUSES })
  @IsOptional()
  @IsIn(WARMUP_STATUSES)
  warmup_status?: string;

  @ApiPropertyOptional({ enum: CONNECTION_STATES })
  @IsOptional()
  @IsIn(CONNECTION_STATES)
  connection_state?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  proxy_id?: string;

  @ApiPropertyOptional({ maxLength: 100, description: 'In its name, the network’s name, its ids or its page' })
  @IsOptional()
  @Transform(trimmed)
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  q?: string;

  @ApiPropertyOptional({ enum: ACCOUNT_SORTS, default: '-created_at' })
  @IsOptional()
  @IsIn(ACCOUNT_SORTS)
  sort: (typeof ACCOUNT_SORTS)[number] = '-created_at';
}

export class VerifyQueryDto {
  @ApiPropertyOptional({ default: false, description: 'Wait for the result, for up to 15 s' })
  @IsOptional()
  @Transform(queryBoolean)
  @IsBoolean()
  wait?: boolean;
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { NotNull } from '../../../common/http/not-null.js';
import { AccountSettingsDto } from '../accounts/account-settings.js';
import { SocialAccountDto } from '../accounts/account-answer.dto.js';
import { SOCIAL_PLATFORMS } from '../networks/network.connection.js';
import { OAUTH_STATUSES } from './oauth-connections.repository.js';

const ID_LENGTH = 255;
const MOST_ACCOUNTS = 50;
const trimmed = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? value.trim() : value);
const text = { type: String, nullable: true } as const;

export class StartOauthDto {
  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'One of your social accounts: it gets the new token, and nothing is to be picked',
  })
  @IsOptional()
  @IsUUID()
  account_id?: string | null;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The proxy that the accounts will use, and that the code is redeemed through',
  })
  @IsOptional()
  @IsUUID()
  proxy_id?: string | null;

  @ApiPropertyOptional({
    ...text,
    maxLength: 1000,
    example: '/accounts',
    description: 'Where the browser goes in the end, what became of it behind the #: a path here, or one of your pages',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(1000)
  redirect_to?: string | null;
}

export class StartedOauthDto {
  @ApiProperty({ format: 'uuid' }) connection_id!: string;
  @ApiProperty({ description: 'Open it in the browser of the person who consents' }) authorization_url!: string;
  @ApiProperty({ format: 'date-time', description: 'The consent must be back by then' }) expires_at!: string;
}

export class OauthFaultDto {
  @ApiProperty({ example: 'CONSENT_DENIED' }) code!: string;
  @ApiProperty() message!: string;
}

export class FoundAccountDto {
  @ApiProperty({ example: 'act_1000000001' }) account_id!: string;
  @ApiProperty(text) name!: string | null;
  @ApiProperty(text) currency!: string | null;
  @ApiProperty(text) timezone!: string | null;
  @ApiProperty() status!: string;
  @ApiProperty(text) status_reason!: string | null;
}

export class FoundPageDto {
  @ApiProperty({ example: '2000000001' }) page_id!: string;
  @ApiProperty(text) name!: string | null;
  @ApiProperty(text) profile_id!: string | null;
  @ApiProperty(text) profile_name!: string | null;
}

export class OauthConnectionDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: SOCIAL_PLATFORMS }) platform!: string;
  @ApiProperty({ enum: OAUTH_STATUSES, description: '`pending`: pick the accounts' }) status!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) account_id!: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) proxy_id!: string | null;
  @ApiProperty({ type: [FoundAccountDto] }) ad_accounts!: FoundAccountDto[];
  @ApiProperty({ type: [FoundPageDto] }) pages!: FoundPageDto[];
  @ApiProperty({ type: OauthFaultDto, nullable: true }) error!: OauthFaultDto | null;
  @ApiProperty({ format: 'date-time' }) expires_at!: string;
}

export class FinishedOauthDto {
  @ApiProperty({ format: 'uuid' }) connection_id!: string;
  @ApiProperty({ enum: OAUTH_STATUSES }) status!: string;
  @ApiProperty({ ...text, description: 'Needed to pick the accounts; told once, to the browser that consented' })
  confirmation!: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) account_id!: string | null;
}

export class PickedAccountDto {
  @ApiProperty({ example: 'act_1000000001', maxLength: ID_LENGTH })
  @Transform(trimmed)
  @IsString()
  @MinLength(1)
  @MaxLength(ID_LENGTH)
  account_id!: string;

  @ApiPropertyOptional({ maxLength: ID_LENGTH, description: 'instagram: the ad account that it advertises through' })
  @IsString()
  @MaxLength(ID_LENGTH)
  @NotNull()
  ad_account_id?: string;

  @ApiPropertyOptional({ maxLength: ID_LENGTH })
  @IsString()
  @MaxLength(ID_LENGTH)
  @NotNull()
  page_id?: string;

  @ApiPropertyOptional({ maxLength: ID_LENGTH })
  @Transform(trimmed)
  @IsString()
  @MinLength(1)
  @MaxLength(ID_LENGTH)
  @NotNull()
  account_name?: string;

  @ApiPropertyOptional({ type: AccountSettingsDto })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => AccountSettingsDto)
  settings?: AccountSettingsDto;
}

export class PickAccountsDto {
  @ApiProperty({ description: 'What the consent came back with' })
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  confirmation!: string;

  @ApiProperty({ type: [PickedAccountDto], minItems: 1, maxItems: MOST_ACCOUNTS })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_ACCOUNTS)
  @ValidateNested({ each: true })
  @Type(() => PickedAccountDto)
  accounts!: PickedAccountDto[];
}

export class PickedAccountsDto {
  @ApiProperty({ type: [SocialAccountDto] }) accounts!: SocialAccountDto[];
}

import { ApiProperty } from '@nestjs/swagger';
import { SOCIAL_PLATFORMS, type SocialPlatform } from '../networks/network.connection.js';
import { ACCOUNT_STATUSES } from '../networks/network.records.js';
import { AccountSettingsDto, WarmupStageDto } from './account-settings.js';
import { CONNECTION_STATES } from './accounts.dto.js';
import { TOKEN_STATES } from './token-life.js';
import { WARMUP_STATUSES } from './warmup.policy.js';

const time = { type: String, format: 'date-time', nullable: true } as const;
const text = { type: String, nullable: true } as const;

export class AccountFaultDto {
  @ApiProperty({ example: 'PROVIDER_AUTH_FAILED' }) code!: string;
  @ApiProperty() message!: string;
}

export class AccountConnectionDto {
  @ApiProperty({
    enum: CONNECTION_STATES,
    description:
      '`degraded`: it does not answer as it should, or its proxy carries nothing; tried again. `failed`: you must act, see error',
  })
  state!: string;
  @ApiProperty({ type: AccountFaultDto, nullable: true }) error!: AccountFaultDto | null;
  @ApiProperty(time) checked_at!: string | null;
}

export class AccountTokenDto {
  @ApiProperty({
    enum: TOKEN_STATES,
    description:
      '`permanent`: no end is known; `expiring`: within 14 days; `refused`: the network does not accept it, whatever its time says',
  })
  state!: string;
  @ApiProperty(time) expires_at!: string | null;
  @ApiProperty({ ...time, description: 'After it your data there cannot be read without consenting again' })
  data_access_expires_at!: string | null;
  @ApiProperty({ ...time, description: 'The earlier of the two' }) ends_at!: string | null;
  @ApiProperty({ description: 'It is refreshed by itself ahead of its end' }) is_refreshed!: boolean;
  @ApiProperty({ type: [Number], description: 'Days before its end at which you were warned; 0: that it has ended' })
  warned!: number[];
}

export class AccountWarmupDto {
  @ApiProperty({ ...time, description: 'When it came into this state' }) since!: string | null;
  @ApiProperty({ description: 'From 0' }) stage!: number;
  @ApiProperty({ description: 'Days with spend and without a complaint in this stage' }) clean_days!: number;
  @ApiProperty({ ...text, example: '50.00', description: 'What campaigns may spend a day; null: no ceiling' })
  daily_ceiling!: string | null;
  @ApiProperty({ ...text, example: 'EUR' }) currency!: string | null;
  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'The last day that was counted' })
  last_day!: string | null;
  @ApiProperty(text) reason!: string | null;
}

export class SocialAccountDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: SOCIAL_PLATFORMS }) platform!: SocialPlatform;
  @ApiProperty(text) account_name!: string | null;
  @ApiProperty({ ...text, description: 'The network’s name of it' }) network_name!: string | null;
  @ApiProperty({ ...text, description: 'The network’s id of it' }) account_id!: string | null;
  @ApiProperty({ ...text, description: 'The ad account that it advertises through' }) ad_account_id!: string | null;
  @ApiProperty(text) page_id!: string | null;
  @ApiProperty(text) page_name!: string | null;
  @ApiProperty({ ...text, description: 'Behind the page' }) instagram_account_id!: string | null;
  @ApiProperty(text) instagram_username!: string | null;
  @ApiProperty({ ...text, example: 'EUR' }) currency!: string | null;
  @ApiProperty({ ...text, example: 'Europe/Berlin' }) timezone!: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) proxy_id!: string | null;
  @ApiProperty({ enum: ACCOUNT_STATUSES, description: 'By the network' }) status!: string;
  @ApiProperty({ ...text, description: 'Why the network restricts it' }) status_reason!: string | null;
  @ApiProperty({ type: AccountConnectionDto }) connection!: AccountConnectionDto;
  @ApiProperty() has_credentials!: boolean;
  @ApiProperty({ type: AccountTokenDto }) token!: AccountTokenDto;
  @ApiProperty({ type: [String] }) scopes!: string[];
  @ApiProperty({ type: [String] }) missing_scopes!: string[];
  @ApiProperty({ type: [String], description: 'What you should know though it works' }) warnings!: string[];
  @ApiProperty({
    enum: WARMUP_STATUSES,
    description:
      'How fast its spend may grow: `new` and `warming` have a daily ceiling, `ready` has none, `flagged` has the first one while the network holds something against it',
  })
  warmup_status!: string;
  @ApiProperty({ type: AccountWarmupDto }) warmup!: AccountWarmupDto;
  @ApiProperty({ type: AccountSettingsDto }) settings!: AccountSettingsDto;
  @ApiProperty({ ...time, description: 'When the network last vouched for it' }) last_synced_at!: string | null;
  @ApiProperty({ format: 'date-time' }) created_at!: string;
  @ApiProperty({ format: 'date-time' }) updated_at!: string;
}

export class AccountHealthWarmupDto extends AccountWarmupDto {
  @ApiProperty() is_enabled!: boolean;
  @ApiProperty({ type: [WarmupStageDto] }) stages!: WarmupStageDto[];
}

export class AccountProxyDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() name!: string;
  @ApiProperty() protocol!: string;
  @ApiProperty() host!: string;
  @ApiProperty() port!: number;
  @ApiProperty(text) country!: string | null;
  @ApiProperty() is_active!: boolean;
  @ApiProperty({ enum: ['untested', 'up', 'failing', 'down'] }) state!: string;
  @ApiProperty(time) down_since!: string | null;
}

export class AccountHealthDto {
  @ApiProperty({ format: 'uuid' }) account_id!: string;
  @ApiProperty({ enum: SOCIAL_PLATFORMS }) platform!: string;
  @ApiProperty({ description: 'Whether ads can be published with it now' }) is_usable!: boolean;
  @ApiProperty({ enum: ACCOUNT_STATUSES }) status!: string;
  @ApiProperty(text) status_reason!: string | null;
  @ApiProperty({ type: [String], description: 'Everything that is wrong, in words' }) reasons!: string[];
  @ApiProperty({ type: AccountConnectionDto }) connection!: AccountConnectionDto;
  @ApiProperty(time) failing_since!: string | null;
  @ApiProperty() failures!: number;
  @ApiProperty({ type: AccountTokenDto }) token!: AccountTokenDto;
  @ApiProperty({ type: [String] }) scopes!: string[];
  @ApiProperty({ type: [String] }) missing_scopes!: string[];
  @ApiProperty({ type: [String] }) warnings!: string[];
  @ApiProperty({ enum: WARMUP_STATUSES }) warmup_status!: string;
  @ApiProperty({ type: AccountHealthWarmupDto }) warmup!: AccountHealthWarmupDto;
  @ApiProperty({ type: AccountProxyDto, nullable: true, description: 'Its calls leave through it, or not at all' })
  proxy!: AccountProxyDto | null;
  @ApiProperty(time) last_verified_at!: string | null;
  @ApiProperty(time) next_verification_at!: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'A verification that is under way' })
  job_id!: string | null;
}

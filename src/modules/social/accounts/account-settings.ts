import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsObject,
  IsOptional,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import type { JsonObject } from '../../../common/json.js';
import { defaultStages, MOST_STAGES, type WarmupPolicy, type WarmupStage } from './warmup.policy.js';

export const AMOUNT = /^(?!0+(?:\.0+)?$)\d{1,13}(?:\.\d{1,4})?$/;
export const AMOUNT_WORDS = { message: '$property must be a decimal amount above 0 as text, such as "50.00"' };

export class WarmupStageDto {
  @ApiProperty({ example: '50.00', description: 'What campaigns may spend a day, in the account’s currency' })
  @Matches(AMOUNT, AMOUNT_WORDS)
  daily_budget!: string;

  @ApiProperty({ minimum: 1, maximum: 90, description: 'Days with spend and without a complaint until the next stage' })
  @IsInt()
  @Min(1)
  @Max(90)
  clean_days!: number;
}

export class WarmupSettingsDto {
  @ApiPropertyOptional({ default: true, description: 'False: it is established and has no ceiling of its own' })
  @IsOptional()
  @IsBoolean()
  enabled?: boolean;

  @ApiPropertyOptional({ type: [WarmupStageDto], description: 'In place of the usual ones' })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_STAGES)
  @ValidateNested({ each: true })
  @Type(() => WarmupStageDto)
  stages?: WarmupStageDto[];
}

/** What a person can set on an account; a key given as null goes back to its default. */
export class AccountSettingsDto {
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    example: '250.00',
    description: 'The most that the account’s campaigns may spend a day together, in its currency',
  })
  @IsOptional()
  @Matches(AMOUNT, AMOUNT_WORDS)
  daily_cap?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    example: '5000.00',
    description: 'The most that they may spend in a month of the account’s time zone',
  })
  @IsOptional()
  @Matches(AMOUNT, AMOUNT_WORDS)
  monthly_cap?: string | null;

  @ApiPropertyOptional({ type: WarmupSettingsDto, nullable: true })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => WarmupSettingsDto)
  warmup?: WarmupSettingsDto | null;

  @ApiPropertyOptional({ type: Object, nullable: true, description: 'Anything of your own, up to 64 KiB' })
  @IsOptional()
  @IsObject()
  custom?: JsonObject | null;
}

/** How an account with these settings warms up. */
export function warmupPolicyOf(settings: JsonObject, currency: string | null): WarmupPolicy {
  const { enabled, stages } = (settings.warmup ?? {}) as { enabled?: boolean; stages?: WarmupStage[] };
  return { is_enabled: enabled !== false, stages: stages ?? defaultStages(currency) };
}

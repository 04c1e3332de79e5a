import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
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
import { ListQueryDto } from '../../../common/http/list.dto.js';
import { NotNull } from '../../../common/http/not-null.js';
import {
  BUDGET_TYPES,
  type BudgetType,
  CHOICE_KINDS,
  type ChoiceKind,
  CONVERSION_EVENTS,
  type ConversionEvent,
  type Objective,
  OBJECTIVES,
  SPECIAL_AD_CATEGORIES,
  type SpecialAdCategory,
} from '../networks/campaign.records.js';
import { SOCIAL_PLATFORMS, type SocialPlatform } from '../networks/network.connection.js';
import { AudienceDto } from './audience.dto.js';
import { AmountField, LineField, ParametersField, TextField, TimeField } from './campaign-fields.js';
import { CAMPAIGN_STATUSES, type CampaignStatus } from './campaign-state.js';
import { CreativeDto } from './creative.dto.js';

const NAME_LENGTH = 255;
const REASON_LENGTH = 500;
const PARAMETERS_LENGTH = 1_000;
export const MOST_CREATIVES = 20;

const trimmed = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? value.trim() : value);

/** What the campaign may spend, kept here whatever the network is told. */
export class CapsDto {
  @ApiPropertyOptional({ type: String, nullable: true, example: '500.00', description: 'In all' })
  @IsOptional()
  @AmountField()
  total?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, example: '40.00', description: 'On one day of the account' })
  @IsOptional()
  @AmountField()
  daily?: string | null;
}

/** Whom the law wants named. */
export class AdvertiserDto {
  @ApiProperty({ example: 'Northwind Outdoor GmbH', maxLength: NAME_LENGTH, description: 'Who benefits' })
  @LineField(NAME_LENGTH)
  beneficiary!: string;

  @ApiProperty({ example: 'Northwind Outdoor GmbH', maxLength: NAME_LENGTH, description: 'Who pays' })
  @LineField(NAME_LENGTH)
  payor!: string;
}

export class ConversionDto {
  @ApiProperty({ example: '3000000001', description: 'See GET social/accounts/{account_id}/choices?kind=pixels' })
  @Matches(/^[\w.:-]{1,100}$/, { message: '$property must be an id of the network' })
  pixel_id!: string;

  @ApiProperty({ enum: CONVERSION_EVENTS })
  @IsIn(CONVERSION_EVENTS)
  event!: ConversionEvent;
}

class CampaignFieldsDto {
  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true, description: 'The shop that it is for' })
  @IsOptional()
  @IsUUID()
  store_id?: string | null;

  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true, description: 'The account that it runs on' })
  @IsOptional()
  @IsUUID()
  social_account_id?: string | null;

  @ApiPropertyOptional({ enum: OBJECTIVES, nullable: true })
  @IsOptional()
  @IsIn(OBJECTIVES)
  objective?: Objective | null;

  @ApiPropertyOptional({ enum: BUDGET_TYPES, nullable: true })
  @IsOptional()
  @IsIn(BUDGET_TYPES)
  budget_type?: BudgetType | null;

  @ApiPropertyOptional({ type: String, nullable: true, example: '20.00', description: 'In the account’s currency' })
  @IsOptional()
  @AmountField()
  budget_amount?: string | null;

  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true, description: 'None: when it is published' })
  @IsOptional()
  @TimeField()
  start_date?: string | null;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'None: until it is paused; a lifetime budget needs one',
  })
  @IsOptional()
  @TimeField()
  end_date?: string | null;

  @ApiPropertyOptional({
    type: AudienceDto,
    nullable: true,
    description: 'Given, it takes the whole place of the last',
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => AudienceDto)
  target_audience?: AudienceDto | null;

  @ApiPropertyOptional({
    type: [CreativeDto],
    maxItems: MOST_CREATIVES,
    description: 'The ads. Given, they are all that there are: those with an id are kept and changed, others are new',
  })
  @IsArray()
  @ArrayMaxSize(MOST_CREATIVES)
  @ValidateNested({ each: true })
  @Type(() => CreativeDto)
  @NotNull()
  creatives?: CreativeDto[];

  @ApiPropertyOptional({
    enum: SPECIAL_AD_CATEGORIES,
    isArray: true,
    description: 'What needs the network’s special rules for whom it may be aimed at',
  })
  @IsArray()
  @ArrayUnique()
  @IsIn(SPECIAL_AD_CATEGORIES, { each: true })
  @NotNull()
  special_ad_categories?: SpecialAdCategory[];

  @ApiPropertyOptional({ type: AdvertiserDto, nullable: true })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => AdvertiserDto)
  advertiser?: AdvertiserDto | null;

  @ApiPropertyOptional({ type: ConversionDto, nullable: true, description: 'What is counted' })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ConversionDto)
  conversion?: ConversionDto | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: PARAMETERS_LENGTH,
    example: 'utm_source=ads&utm_campaign=winter',
    description: 'Added to each ad’s address, where it does not say them itself',
  })
  @IsOptional()
  @ParametersField(PARAMETERS_LENGTH)
  url_parameters?: string | null;

  @ApiPropertyOptional({ type: CapsDto, description: 'Keys given are changed, others kept; null: no cap' })
  @IsObject()
  @ValidateNested()
  @Type(() => CapsDto)
  @NotNull()
  caps?: CapsDto;
}

export class CreateCampaignDto extends CampaignFieldsDto {
  @ApiProperty({ example: 'Winter arrivals', maxLength: NAME_LENGTH })
  @LineField(NAME_LENGTH)
  name!: string;
}

export class UpdateCampaignDto extends CampaignFieldsDto {
  @ApiPropertyOptional({ example: 'Winter arrivals', maxLength: NAME_LENGTH })
  @LineField(NAME_LENGTH)
  @NotNull()
  name?: string;
}

export class RejectCampaignDto {
  @ApiProperty({ example: 'The picture is last year’s', maxLength: REASON_LENGTH })
  @TextField(REASON_LENGTH)
  reason!: string;
}

export const CAMPAIGN_SORTS = ['created_at', '-created_at', 'name', '-name'] as const;

export class CampaignListQueryDto extends ListQueryDto {
  @ApiPropertyOptional({ enum: CAMPAIGN_STATUSES })
  @IsOptional()
  @IsIn(CAMPAIGN_STATUSES)
  status?: CampaignStatus;

  @ApiPropertyOptional({ enum: SOCIAL_PLATFORMS })
  @IsOptional()
  @IsIn(SOCIAL_PLATFORMS)
  platform?: SocialPlatform;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  social_account_id?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  store_id?: string;

  @ApiPropertyOptional({ enum: OBJECTIVES })
  @IsOptional()
  @IsIn(OBJECTIVES)
  objective?: Objective;

  @ApiPropertyOptional({ maxLength: 100, description: 'In its name, or the network’s id of it' })
  @IsOptional()
  @Transform(trimmed)
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  q?: string;

  @ApiPropertyOptional({ enum: CAMPAIGN_SORTS, default: '-created_at' })
  @IsOptional()
  @IsIn(CAMPAIGN_SORTS)
  sort: (typeof CAMPAIGN_SORTS)[number] = '-created_at';
}

export class HistoryQueryDto extends ListQueryDto {}

export class ChoicesQueryDto {
  @ApiProperty({ enum: CHOICE_KINDS, example: 'interests' })
  @IsIn(CHOICE_KINDS)
  kind!: ChoiceKind;

  @ApiPropertyOptional({ maxLength: 100, description: 'What its name has in it; interests are searched by it' })
  @IsOptional()
  @Transform(trimmed)
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  q?: string;
}

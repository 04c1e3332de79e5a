import { ApiProperty } from '@nestjs/swagger';
import { CampaignSpendDto } from '../insights/spend.dto.js';
import { BUDGET_TYPES, OBJECT_KINDS, OBJECTIVES, SPECIAL_AD_CATEGORIES } from '../networks/campaign.records.js';
import { SOCIAL_PLATFORMS } from '../networks/network.connection.js';
import { AudienceAnswerDto } from './audience.dto.js';
import { AdvertiserDto, ConversionDto } from './campaigns.dto.js';
import { CAMPAIGN_STATUSES, CAMPAIGN_STEPS } from './campaign-state.js';
import { CreativeAnswerDto } from './creative.dto.js';

const time = { type: String, format: 'date-time', nullable: true } as const;
const text = { type: String, nullable: true } as const;
const id = { type: String, format: 'uuid', nullable: true } as const;

export class CampaignCapsDto {
  @ApiProperty({ ...text, example: '380' }) total!: string | null;
  @ApiProperty({ ...text, example: '25', description: 'On one day of the account' }) daily!: string | null;
}

export class CampaignIssueDto {
  @ApiProperty({ enum: OBJECT_KINDS }) kind!: string;
  @ApiProperty({ description: 'The network’s id of it' }) platform_id!: string;
  @ApiProperty() reason!: string;
}

export class CampaignNetworkDto {
  @ApiProperty({ type: [CampaignIssueDto], description: 'What the network holds against it or an ad of it' })
  issues!: CampaignIssueDto[];
  @ApiProperty(time) checked_at!: string | null;
}

export class CampaignDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ enum: CAMPAIGN_STATUSES }) status!: string;
  @ApiProperty({ ...text, description: 'Why it is there, where that is not as usual' }) status_reason!: string | null;
  @ApiProperty({ format: 'date-time' }) status_changed_at!: string;
  @ApiProperty({ ...text, enum: ['user', 'guard', 'network'] }) paused_by!: string | null;
  @ApiProperty({ ...text, enum: SOCIAL_PLATFORMS, description: 'Of its account' }) platform!: string | null;
  @ApiProperty(id) store_id!: string | null;
  @ApiProperty(id) social_account_id!: string | null;
  @ApiProperty({ ...text, enum: OBJECTIVES }) objective!: string | null;
  @ApiProperty({ ...text, enum: BUDGET_TYPES }) budget_type!: string | null;
  @ApiProperty({ ...text, example: '20' }) budget_amount!: string | null;
  @ApiProperty({ ...text, example: 'EUR', description: 'Of its account' }) currency!: string | null;
  @ApiProperty(time) start_date!: string | null;
  @ApiProperty(time) end_date!: string | null;
  @ApiProperty({ type: AudienceAnswerDto, nullable: true }) target_audience!: AudienceAnswerDto | null;
  @ApiProperty({ type: [CreativeAnswerDto] }) creatives!: CreativeAnswerDto[];
  @ApiProperty({ enum: SPECIAL_AD_CATEGORIES, isArray: true }) special_ad_categories!: string[];
  @ApiProperty({ type: AdvertiserDto, nullable: true }) advertiser!: AdvertiserDto | null;
  @ApiProperty({ type: ConversionDto, nullable: true }) conversion!: ConversionDto | null;
  @ApiProperty(text) url_parameters!: string | null;
  @ApiProperty({ type: CampaignCapsDto }) caps!: CampaignCapsDto;
  @ApiProperty({ type: CampaignSpendDto }) spend!: CampaignSpendDto;
  @ApiProperty(time) submitted_at!: string | null;
  @ApiProperty(time) approved_at!: string | null;
  @ApiProperty(id) approved_by!: string | null;
  @ApiProperty({ ...time, description: 'When it was first switched on at the network' }) published_at!: string | null;
  @ApiProperty({ ...text, description: 'The network’s id of it' }) platform_campaign_id!: string | null;
  @ApiProperty({ type: CampaignNetworkDto }) network!: CampaignNetworkDto;
  @ApiProperty({ format: 'date-time' }) created_at!: string;
  @ApiProperty({ format: 'date-time' }) updated_at!: string;
}

export class SubmittedCampaignDto {
  @ApiProperty({ type: CampaignDto }) campaign!: CampaignDto;
  @ApiProperty({ type: [String], description: 'Why it could not be published as things stand, in words' })
  warnings!: string[];
}

export class CampaignHistoryEntryDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'date-time' }) at!: string;
  @ApiProperty({
    example: 'submit',
    description: `A step of its state (${CAMPAIGN_STEPS.join(', ')}), or \`create\`, \`lower_caps\`, \`cap_reached\`, \`guard_undone\`, \`switched_off\``,
  })
  step!: string;
  @ApiProperty({ ...text, enum: CAMPAIGN_STATUSES }) from!: string | null;
  @ApiProperty({ ...text, enum: CAMPAIGN_STATUSES }) to!: string | null;
  @ApiProperty({ enum: ['user', 'guard', 'network', 'system'], description: 'Who or what did it' }) by!: string;
  @ApiProperty({ ...id, description: 'The person who did it' }) user_id!: string | null;
  @ApiProperty(text) reason!: string | null;
  @ApiProperty({ type: [String], description: 'What was edited' }) fields!: string[];
  @ApiProperty(text) request_id!: string | null;
}

export class ChoiceDto {
  @ApiProperty({ description: 'The network’s id of it' }) id!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ type: [String], description: 'From the general to the special' }) path!: string[];
  @ApiProperty({ type: Number, nullable: true, description: 'People, as the network estimates them' })
  size_min!: number | null;
  @ApiProperty({ type: Number, nullable: true }) size_max!: number | null;
}

export class ChoicesDto {
  @ApiProperty({ type: [ChoiceDto], description: 'The best first, at most 50' }) items!: ChoiceDto[];
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional } from 'class-validator';
import { IsQueryDay } from '../../../common/http/query-time.js';
import { queryBoolean } from '../../../common/http/list.dto.js';

const text = { type: String, nullable: true } as const;
const time = { type: String, format: 'date-time', nullable: true } as const;

export class InsightRangeDto {
  @ApiPropertyOptional({
    format: 'date',
    description: 'A day of the account’s time zone; default: 29 days before `to`',
  })
  @IsOptional()
  @IsQueryDay()
  from?: string;

  @ApiPropertyOptional({ format: 'date', description: 'Included; default: the account’s present day' })
  @IsOptional()
  @IsQueryDay()
  to?: string;
}

export class ImportQueryDto {
  @ApiPropertyOptional({ default: false, description: 'Wait for the result, for up to 15 s' })
  @IsOptional()
  @Transform(queryBoolean)
  @IsBoolean()
  wait?: boolean;
}

export class InsightFiguresDto {
  @ApiProperty({ example: '41.87' }) spend!: string;
  @ApiProperty() impressions!: number;
  @ApiProperty() clicks!: number;
  @ApiProperty({ example: '3', description: 'Networks model parts of one' }) conversions!: string;
  @ApiProperty({ ...text, example: '129.90', description: 'Null: the network does not tell' }) revenue!: string | null;
  @ApiProperty({ ...text, example: '0.0123', description: 'Clicks ÷ impressions; null without impressions' })
  ctr!: string | null;
  @ApiProperty({ ...text, example: '0.34', description: 'Spend ÷ clicks; null without clicks' }) cpc!: string | null;
  @ApiProperty({ ...text, example: '3.1', description: 'Revenue ÷ spend; null where either is missing' })
  roas!: string | null;
}

export class InsightDayDto extends InsightFiguresDto {
  @ApiProperty({ format: 'date', description: 'Of the account’s time zone' }) day!: string;
  @ApiProperty({ description: 'The network changes it no more' }) is_final!: boolean;
}

export class InsightAdDto extends InsightFiguresDto {
  @ApiProperty({ description: 'The network’s id' }) platform_ad_id!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Of the campaign’s creatives' })
  creative_id!: string | null;
  @ApiProperty(text) name!: string | null;
}

export class CampaignInsightsDto {
  @ApiProperty({ format: 'uuid' }) campaign_id!: string;
  @ApiProperty({ format: 'date' }) from!: string;
  @ApiProperty({ format: 'date' }) to!: string;
  @ApiProperty({ ...text, example: 'EUR' }) currency!: string | null;
  @ApiProperty({ ...text, example: 'Europe/Berlin', description: 'Whose days these are' }) timezone!: string | null;
  @ApiProperty({ ...time, description: 'When the network was last asked; null: not yet' }) as_of!: string | null;
  @ApiProperty({ type: InsightFiguresDto }) totals!: InsightFiguresDto;
  @ApiProperty({ type: [InsightDayDto], description: 'Days on which something was delivered' }) days!: InsightDayDto[];
  @ApiProperty({ type: [InsightAdDto], description: 'The most spent first' }) ads!: InsightAdDto[];
}

export class AccountInsightsDto {
  @ApiProperty({ format: 'uuid' }) account_id!: string;
  @ApiProperty({ ...text, example: 'EUR' }) currency!: string | null;
  @ApiProperty({ ...text, example: 'Europe/Berlin' }) timezone!: string | null;
  @ApiProperty({ ...time, description: 'When today and yesterday were last read' }) as_of!: string | null;
  @ApiProperty({ ...time, description: 'When all days that may still change were last read' }) full_as_of!:
    string | null;
  @ApiProperty(time) next_at!: string | null;
  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'The account’s day at `as_of`' })
  day!: string | null;
  @ApiProperty({ example: '12.5', description: 'By all its campaigns, those made elsewhere included' })
  spend_today!: string;
  @ApiProperty({ example: '310.20' }) spend_month!: string;
}

const EXAMPLE_FIGURES = {
  spend: '41.87',
  impressions: 9120,
  clicks: 121,
  conversions: '3',
  revenue: '129.90',
  ctr: '0.013268',
  cpc: '0.346',
  roas: '3.1025',
};

export const EXAMPLE_INSIGHTS: CampaignInsightsDto = {
  campaign_id: '019aa5c0-7b21-7d10-9a2b-0c1d2e3f4a5b',
  from: '2026-10-24',
  to: '2026-11-22',
  currency: 'EUR',
  timezone: 'Europe/Berlin',
  as_of: '2026-11-22T10:15:00.000Z',
  totals: EXAMPLE_FIGURES,
  days: [{ day: '2026-11-21', ...EXAMPLE_FIGURES, is_final: false }],
  ads: [
    {
      platform_ad_id: '120210000000000001',
      creative_id: '019aa5c0-7b22-7c11-8a2b-1c2d3e4f5a6b',
      name: 'Autumn jackets 1',
      ...EXAMPLE_FIGURES,
    },
  ],
};

export const EXAMPLE_ACCOUNT_INSIGHTS: AccountInsightsDto = {
  account_id: '019aa5c0-7a11-7f60-8f3e-55b1a2a0c9d4',
  currency: 'EUR',
  timezone: 'Europe/Berlin',
  as_of: '2026-11-22T10:15:00.000Z',
  full_as_of: '2026-11-22T03:15:00.000Z',
  next_at: '2026-11-22T10:30:40.000Z',
  day: '2026-11-22',
  spend_today: '12.50',
  spend_month: '310.20',
};

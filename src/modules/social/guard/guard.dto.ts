import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional } from 'class-validator';
import { queryBoolean } from '../../../common/http/list.dto.js';
import { CAP_KINDS } from './spend-rules.js';

const time = { type: String, format: 'date-time', nullable: true } as const;

export class UndoQueryDto {
  @ApiPropertyOptional({ default: false, description: 'Wait until it runs again, for up to 15 s' })
  @IsOptional()
  @Transform(queryBoolean)
  @IsBoolean()
  wait?: boolean;
}

export class GuardActionDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) campaign_id!: string;
  @ApiProperty({ format: 'uuid' }) social_account_id!: string;
  @ApiProperty({
    enum: CAP_KINDS,
    description: '`warmup`: the day’s ceiling of an account that is being warmed up',
  })
  cap!: string;
  @ApiProperty({ example: '50.00', description: 'As it was then' }) limit!: string;
  @ApiProperty({ example: '51.2', description: 'What had been spent of it' }) spend!: string;
  @ApiProperty({ example: 'EUR' }) currency!: string;
  @ApiProperty({ format: 'date', description: 'Of the account’s time zone' }) day!: string;
  @ApiProperty({
    enum: ['pending', 'paused', 'failed', 'undone'],
    description: '`failed`: not paused within ten minutes; it goes on being tried. `undone`: it runs again',
  })
  state!: string;
  @ApiProperty() reason!: string;
  @ApiProperty({ format: 'date-time' }) created_at!: string;
  @ApiProperty(time) paused_at!: string | null;
  @ApiProperty(time) undone_at!: string | null;
}

export const EXAMPLE_GUARD_ACTION = {
  id: '019aa5c0-7c31-7e20-8b3c-4d5e6f708192',
  campaign_id: '019aa5c0-7b21-7d10-9a2b-0c1d2e3f4a5b',
  social_account_id: '019aa5c0-7a11-7f60-8f3e-55b1a2a0c9d4',
  cap: 'campaign_daily',
  limit: '50.00',
  spend: '51.20',
  currency: 'EUR',
  day: '2026-11-22',
  state: 'paused',
  reason: '51.2 EUR are spent of 50 EUR, the campaign’s own cap for a day',
  created_at: '2026-11-22T10:15:02.000Z',
  paused_at: '2026-11-22T10:15:04.000Z',
  undone_at: null,
};

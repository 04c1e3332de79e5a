import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsObject, IsOptional, Max, Min } from 'class-validator';
import type { JsonObject } from '../../common/json.js';

/** What a person can set on a store; a key given as null goes back to its default. */
export class StoreSettingsDto {
  @ApiPropertyOptional({
    type: Boolean,
    nullable: true,
    default: true,
    description: 'Whether the store is caught up on a schedule',
  })
  @IsOptional()
  @IsBoolean()
  sync_enabled?: boolean | null;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    minimum: 30,
    maximum: 86_400,
    default: 300,
    description: 'Seconds between two catch-ups',
  })
  @IsOptional()
  @IsInt()
  @Min(30)
  @Max(86_400)
  sync_interval_seconds?: number | null;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    minimum: 900,
    maximum: 2_592_000,
    default: null,
    description: 'Seconds between two comparisons with the shop (gap scans). Null: one each night',
  })
  @IsOptional()
  @IsInt()
  @Min(900)
  @Max(2_592_000)
  gap_scan_interval_seconds?: number | null;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    minimum: 0,
    maximum: 1_000_000,
    default: null,
    description: 'A variant with this many or fewer is low on stock: an event, and a mail to the owner. Null: never',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  low_stock_threshold?: number | null;

  @ApiPropertyOptional({ type: Object, nullable: true, description: 'Anything of your own, up to 64 KiB' })
  @IsOptional()
  @IsObject()
  custom?: JsonObject | null;
}

/** How often the store is caught up, in seconds; null: not by itself. */
export function syncIntervalOf(settings: JsonObject, fallback: number): number | null {
  if (settings.sync_enabled === false) return null;
  const own = settings.sync_interval_seconds;
  return typeof own === 'number' ? own : fallback;
}

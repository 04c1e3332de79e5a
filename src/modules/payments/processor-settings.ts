import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsObject, IsOptional, Max, Min } from 'class-validator';
import type { JsonObject } from '../../common/json.js';

const DEFAULT_INTERVAL_SECONDS = 3600;

/** What a person can set on a payment processor; a key given as null goes back to its default. */
export class ProcessorSettingsDto {
  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    minimum: 60,
    maximum: 86_400,
    default: DEFAULT_INTERVAL_SECONDS,
    description: 'Seconds between two catch-ups, which bring what no webhook told',
  })
  @IsOptional()
  @IsInt()
  @Min(60)
  @Max(86_400)
  sync_interval_seconds?: number | null;

  @ApiPropertyOptional({ type: Object, nullable: true, description: 'Anything of your own, up to 64 KiB' })
  @IsOptional()
  @IsObject()
  custom?: JsonObject | null;
}

/** How often the processor is caught up, in seconds. */
export function importIntervalOf(settings: JsonObject): number {
  const own = settings.sync_interval_seconds;
  return typeof own === 'number' ? own : DEFAULT_INTERVAL_SECONDS;
}

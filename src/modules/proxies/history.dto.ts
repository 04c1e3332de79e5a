import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { PageDto } from '../../common/http/api-docs.dto.js';
import { ListQueryDto } from '../../common/http/list.dto.js';
import { IsQueryTime } from '../../common/http/query-time.js';
import { TEST_RESULTS } from './proxies.dto.js';
import { EXAMPLE_PROXY_TEST, ProxyTestDto } from './proxy.dto.js';

const whole = { type: Number, nullable: true } as const;

export class HistoryQueryDto extends ListQueryDto {
  @ApiPropertyOptional({ format: 'date-time', description: 'Tests from this time on; default: seven days ago' })
  @IsOptional()
  @IsQueryTime()
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Tests before this time; default: now' })
  @IsOptional()
  @IsQueryTime()
  to?: string;

  @ApiPropertyOptional({ enum: TEST_RESULTS })
  @IsOptional()
  @IsIn(TEST_RESULTS)
  test_result?: string;
}

export class LatencyPercentilesDto {
  @ApiProperty(whole) p50!: number | null;
  @ApiProperty(whole) p95!: number | null;
  @ApiProperty(whole) p99!: number | null;
}

export class ProxyUptimeDto {
  @ApiProperty({ format: 'date-time' }) from!: string;
  @ApiProperty({ format: 'date-time' }) to!: string;
  @ApiProperty() tests!: number;
  @ApiProperty() succeeded!: number;
  @ApiProperty({
    type: String,
    nullable: true,
    example: '99.31',
    description: 'Share of the tests that it passed; null: there was none',
  })
  uptime_percent!: string | null;
  @ApiProperty({
    type: LatencyPercentilesDto,
    description: 'Milliseconds to the first byte, of the tests that it passed',
  })
  first_byte_ms!: LatencyPercentilesDto;
}

export class ProxyHistoryDto {
  @ApiProperty({ type: ProxyUptimeDto }) summary!: ProxyUptimeDto;
  @ApiProperty({ type: [ProxyTestDto] }) items!: ProxyTestDto[];
  @ApiProperty({ type: PageDto }) page!: PageDto;
}

export const EXAMPLE_HISTORY = {
  summary: {
    from: '2026-11-15T10:30:00.000Z',
    to: '2026-11-22T10:30:00.000Z',
    tests: 672,
    succeeded: 668,
    uptime_percent: '99.40',
    first_byte_ms: { p50: 118, p95: 240, p99: 611 },
  },
  items: [EXAMPLE_PROXY_TEST],
  page: { limit: 50, next_cursor: null, has_more: false },
};

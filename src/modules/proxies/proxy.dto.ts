import { ApiProperty } from '@nestjs/swagger';
import { PROXY_PROTOCOLS } from '../../common/outbound/proxy/proxy-route.js';
import { EXAMPLE_JOB, JobDto } from '../jobs/jobs.api.js';
import { TEST_RESULTS } from './proxies.dto.js';

const STATES = ['untested', 'up', 'failing', 'down'] as const;
const ANONYMITIES = ['transparent', 'anonymous', 'elite'] as const;
const whole = { type: Number, nullable: true } as const;
const text = { type: String, nullable: true } as const;
const time = { type: String, format: 'date-time', nullable: true } as const;

export class ProxyLatencyDto {
  @ApiProperty({ ...whole, description: 'Until the proxy took the connection, in milliseconds' }) connect_ms!:
    number | null;
  @ApiProperty({ ...whole, description: 'TLS with the proxy and with the target; null: none' }) tls_ms!: number | null;
  @ApiProperty({ ...whole, description: 'From the beginning until the answer began' }) first_byte_ms!: number | null;
}

class TestedDto {
  @ApiProperty({ enum: TEST_RESULTS, nullable: true, type: String }) test_result!: string | null;
  @ApiProperty({ ...text, example: 'proxy_refused', description: 'What went wrong, in one word; null: nothing' })
  test_reason!: string | null;
  @ApiProperty({ ...text, description: 'The same as a sentence' }) test_message!: string | null;
  @ApiProperty({ type: ProxyLatencyDto }) latency!: ProxyLatencyDto;
  @ApiProperty({ ...text, description: 'The address that calls seem to come from' }) exit_ip!: string | null;
  @ApiProperty({ ...text, example: 'DE' }) exit_country!: string | null;
  @ApiProperty({
    ...text,
    enum: ANONYMITIES,
    description:
      '`transparent`: it tells for whom it calls; `anonymous`: only that it is a proxy; `elite`: neither. Null: the echo address does not tell what arrives there',
  })
  anonymity!: string | null;
}

export class ProxyDto extends TestedDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ ...text, example: 'Berlin 1' }) name!: string | null;
  @ApiProperty({ enum: PROXY_PROTOCOLS }) protocol!: string;
  @ApiProperty({ example: 'proxy.example.net' }) host!: string;
  @ApiProperty({ example: 8080 }) port!: number;
  @ApiProperty({ ...text }) username!: string | null;
  @ApiProperty({ description: 'The password itself is never answered' }) has_password!: boolean;
  @ApiProperty({ ...text }) ca_certificate!: string | null;
  @ApiProperty({ ...text, example: 'DE' }) country!: string | null;
  @ApiProperty() is_active!: boolean;
  @ApiProperty({ enum: STATES, description: '`down`: it failed two tests in a row, and nothing is sent through it' })
  state!: string;
  @ApiProperty(time) last_tested!: string | null;
  @ApiProperty() test_interval_seconds!: number;
  @ApiProperty(time) next_test_at!: string | null;
  @ApiProperty({ description: 'Tests in a row that it failed' }) failures!: number;
  @ApiProperty(time) down_since!: string | null;
  @ApiProperty({ description: 'Accounts that go out through it' }) accounts_count!: number;
  @ApiProperty({ format: 'date-time' }) created_at!: string;
  @ApiProperty({ format: 'date-time' }) updated_at!: string;
}

export class ProxyTestDto extends TestedDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) proxy_id!: string;
  @ApiProperty({ ...text, format: 'uuid', description: 'Null: it was due' }) job_id!: string | null;
  @ApiProperty({ format: 'date-time' }) tested_at!: string;
}

export class ProxyTestedDto {
  @ApiProperty({ type: ProxyTestDto }) test!: ProxyTestDto;
  @ApiProperty({ type: JobDto }) job!: JobDto;
}

export const EXAMPLE_PROXY = {
  id: '019aa5c0-9a11-7f60-8f3e-55b1a2a0c9d4',
  name: 'Berlin 1',
  protocol: 'socks5',
  host: 'proxy.example.net',
  port: 1080,
  username: 'shop',
  has_password: true,
  ca_certificate: null,
  country: 'DE',
  is_active: true,
  state: 'up',
  last_tested: '2026-11-22T10:29:58.000Z',
  test_result: 'success',
  test_reason: null,
  test_message: null,
  latency: { connect_ms: 18, tls_ms: 41, first_byte_ms: 122 },
  exit_ip: '203.0.113.10',
  exit_country: 'DE',
  anonymity: 'elite',
  test_interval_seconds: 900,
  next_test_at: '2026-11-22T10:44:41.000Z',
  failures: 0,
  down_since: null,
  accounts_count: 2,
  created_at: '2026-11-01T08:00:00.000Z',
  updated_at: '2026-11-22T10:29:58.000Z',
};

export const EXAMPLE_PROXY_TEST = {
  id: '019aa5c0-9b22-7a60-8f3e-55b1a2a0c9d4',
  proxy_id: EXAMPLE_PROXY.id,
  job_id: null,
  tested_at: '2026-11-22T10:29:58.000Z',
  test_result: 'success',
  test_reason: null,
  test_message: null,
  latency: EXAMPLE_PROXY.latency,
  exit_ip: '203.0.113.10',
  exit_country: 'DE',
  anonymity: 'elite',
};

export const EXAMPLE_TESTED = {
  test: EXAMPLE_PROXY_TEST,
  job: { ...EXAMPLE_JOB, type: 'proxies.test', store_id: null },
};

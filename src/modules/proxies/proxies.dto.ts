import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, MinLength } from 'class-validator';
import { ListQueryDto, queryBoolean } from '../../common/http/list.dto.js';
import { NotNull } from '../../common/http/not-null.js';
import { PROXY_PROTOCOLS, type ProxyProtocol } from '../../common/outbound/proxy/proxy-route.js';

export const TEST_RESULTS = ['success', 'failed', 'timeout'] as const;
export const DEFAULT_TEST_INTERVAL = 900;
const NAME_LENGTH = 255;
const HOST_LENGTH = 255;
const SECRET_LENGTH = 255;
const PEM_LENGTH = 16_384;

export const trimmed = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? value.trim() : value);
export const upper = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.trim().toUpperCase() : value;

export const COUNTRY = /^[A-Z]{2}$/;
export const COUNTRY_WORDS = { message: '$property must be two letters of ISO 3166-1, such as DE' };

export class CreateProxyDto {
  @ApiPropertyOptional({ type: String, nullable: true, example: 'Berlin 1', maxLength: NAME_LENGTH })
  @IsOptional()
  @Transform(trimmed)
  @IsString()
  @MinLength(1)
  @MaxLength(NAME_LENGTH)
  name?: string | null;

  @ApiPropertyOptional({
    enum: PROXY_PROTOCOLS,
    default: 'http',
    description: '`https`: TLS to the proxy itself; `socks5`: it resolves names',
  })
  @IsIn(PROXY_PROTOCOLS)
  @NotNull()
  protocol?: ProxyProtocol;

  @ApiProperty({ example: 'proxy.example.net', maxLength: HOST_LENGTH, description: 'A name or an IP address' })
  @IsString()
  @MinLength(1)
  @MaxLength(HOST_LENGTH)
  host!: string;

  @ApiProperty({ minimum: 1, maximum: 65_535, example: 8080 })
  @IsInt()
  @Min(1)
  @Max(65_535)
  port!: number;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'shop', maxLength: SECRET_LENGTH })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(SECRET_LENGTH)
  username?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: SECRET_LENGTH,
    description: 'Sealed, and never answered',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(SECRET_LENGTH)
  password?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: PEM_LENGTH,
    description:
      'For `https` alone: a certificate in PEM that the proxy is trusted by, instead of the public authorities',
  })
  @IsOptional()
  @IsString()
  @MaxLength(PEM_LENGTH)
  ca_certificate?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    example: 'DE',
    description: 'Left out: as its first test finds',
  })
  @IsOptional()
  @Transform(upper)
  @Matches(COUNTRY, COUNTRY_WORDS)
  country?: string | null;

  @ApiPropertyOptional({
    default: true,
    description: 'False: nothing goes out through it, and it is not tested by itself',
  })
  @IsBoolean()
  @NotNull()
  is_active?: boolean;

  @ApiPropertyOptional({ minimum: 60, maximum: 86_400, default: DEFAULT_TEST_INTERVAL })
  @IsInt()
  @Min(60)
  @Max(86_400)
  @NotNull()
  test_interval_seconds?: number;
}

export class UpdateProxyDto extends CreateProxyDto {
  @ApiPropertyOptional({ example: 'proxy.example.net', maxLength: HOST_LENGTH })
  @IsString()
  @MinLength(1)
  @MaxLength(HOST_LENGTH)
  @NotNull()
  override host!: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 65_535, example: 8080 })
  @IsInt()
  @Min(1)
  @Max(65_535)
  @NotNull()
  override port!: number;
}

export const PROXY_SORTS = ['created_at', '-created_at', 'name', '-name'] as const;

export class ProxyListQueryDto extends ListQueryDto {
  @ApiPropertyOptional({ enum: PROXY_PROTOCOLS })
  @IsOptional()
  @IsIn(PROXY_PROTOCOLS)
  protocol?: ProxyProtocol;

  @ApiPropertyOptional({ example: 'DE', description: 'As its owner says or as its last test found' })
  @IsOptional()
  @Transform(upper)
  @Matches(COUNTRY, COUNTRY_WORDS)
  country?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @Transform(queryBoolean)
  @IsBoolean()
  is_active?: boolean;

  @ApiPropertyOptional({ enum: TEST_RESULTS })
  @IsOptional()
  @IsIn(TEST_RESULTS)
  test_result?: string;

  @ApiPropertyOptional({ description: 'In the name, host or user name', maxLength: 255 })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  q?: string;

  @ApiPropertyOptional({ enum: PROXY_SORTS, default: '-created_at' })
  @IsOptional()
  @IsIn(PROXY_SORTS)
  sort: (typeof PROXY_SORTS)[number] = '-created_at';
}

export class TestQueryDto {
  @ApiPropertyOptional({ default: false, description: 'Answer when it was tested, but after 15 s at the latest' })
  @IsOptional()
  @Transform(queryBoolean)
  @IsBoolean()
  wait?: boolean;
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { NotNull } from '../../common/http/not-null.js';
import { PROXY_PROTOCOLS, type ProxyProtocol } from '../../common/outbound/proxy/proxy-route.js';
import { COUNTRY, COUNTRY_WORDS, upper } from './proxies.dto.js';

export const LINE_RESULTS = ['created', 'valid', 'duplicate', 'invalid'] as const;
export const MOST_LINES = 5_000;
const TEXT_LENGTH = 900_000;

export class ImportProxiesDto {
  @ApiProperty({
    maxLength: TEXT_LENGTH,
    example: 'proxy.example.org:8080\nproxy.example.net:8080:shop:secret\nsocks5://shop:secret@[2001:4860::5]:1080',
    description: `One proxy a line, at most ${MOST_LINES}: \`host:port\`, \`host:port:user:password\`, \`user:password@host:port\` or a URL; IPv6 in brackets. Blank lines, and those that begin with #, are passed over`,
  })
  @IsString()
  @MinLength(1)
  @MaxLength(TEXT_LENGTH)
  text!: string;

  @ApiPropertyOptional({ enum: PROXY_PROTOCOLS, default: 'http', description: 'Of lines that name none' })
  @IsIn(PROXY_PROTOCOLS)
  @NotNull()
  protocol?: ProxyProtocol;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'DE', description: 'Of all of them' })
  @IsOptional()
  @Transform(upper)
  @Matches(COUNTRY, COUNTRY_WORDS)
  country?: string | null;

  @ApiPropertyOptional({ default: true })
  @IsBoolean()
  @NotNull()
  is_active?: boolean;

  @ApiPropertyOptional({ default: false, description: 'Only says what would be done' })
  @IsBoolean()
  @NotNull()
  dry_run?: boolean;
}

export class ImportLineDto {
  @ApiProperty({ description: 'From 1' }) line!: number;
  @ApiProperty({ enum: LINE_RESULTS, description: '`valid`: it would be created (`dry_run`)' }) result!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Why it is not created' }) reason!: string | null;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The one created, or that which is there already',
  })
  proxy_id!: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'socks5' }) protocol!: string | null;
  @ApiProperty({ type: String, nullable: true }) host!: string | null;
  @ApiProperty({ type: Number, nullable: true }) port!: number | null;
}

export class ImportResultDto {
  @ApiProperty() dry_run!: boolean;
  @ApiProperty({ description: 'With `dry_run`: those that would be' }) created!: number;
  @ApiProperty() duplicates!: number;
  @ApiProperty() invalid!: number;
  @ApiProperty({ type: [ImportLineDto] }) lines!: ImportLineDto[];
}

export const EXAMPLE_IMPORT = {
  dry_run: false,
  created: 1,
  duplicates: 0,
  invalid: 1,
  lines: [
    {
      line: 1,
      result: 'created',
      reason: null,
      proxy_id: '019aa5c0-9a11-7f60-8f3e-55b1a2a0c9d4',
      protocol: 'http',
      host: 'proxy.example.org',
      port: 8080,
    },
    {
      line: 2,
      result: 'invalid',
      reason: 'is not host:port, host:port:user:password, user:password@host:port or a URL',
      proxy_id: null,
      protocol: null,
      host: null,
      port: null,
    },
  ],
};

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { EmailField, NameField, PasswordField } from '../../common/http/person-fields.js';
import { NotNull } from '../../common/http/not-null.js';
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '../../common/security/password-policy.js';
import { EXAMPLE_USER, UserDto, type UserView } from '../users/users.api.js';
import { ACCESS_TOKEN_SECONDS } from './access-tokens.js';
import type { TokenPair } from './sessions.js';

const TOKEN_MAX_LENGTH = 200;
const EXAMPLE_TOKEN = 'Zk3vQ0mS8dJ1yqk2w7H4n6Tt9bXcR5uVfGaLpEo1hYI';
const EXAMPLE_PASSWORD = 'violet-harbour-lantern-42';

/** No NUL, no blanks: whatever else it is, only a look into the database tells whether it is a token. */
const TokenField = (): PropertyDecorator => (target, key) => {
  for (const check of [IsString(), IsNotEmpty(), MaxLength(TOKEN_MAX_LENGTH)]) check(target, key);
};

const newPassword = {
  format: 'password',
  minLength: PASSWORD_MIN_LENGTH,
  maxLength: PASSWORD_MAX_LENGTH,
  example: EXAMPLE_PASSWORD,
  description: 'Refused when it is easy to guess',
};

export class LoginDto {
  @ApiProperty({ format: 'email', maxLength: 255, example: 'ada@shop.example' })
  @EmailField()
  email!: string;

  @ApiProperty({ format: 'password', example: EXAMPLE_PASSWORD })
  @PasswordField()
  password!: string;
}

export class RegisterDto {
  @ApiProperty({ format: 'email', maxLength: 255, example: 'ada@shop.example', description: 'Case does not matter' })
  @EmailField()
  email!: string;

  @ApiProperty(newPassword)
  @PasswordField()
  password!: string;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 100, example: 'Ada' })
  @IsOptional()
  @NameField()
  first_name?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 100, example: 'Muster' })
  @IsOptional()
  @NameField()
  last_name?: string | null;
}

export class RefreshDto {
  @ApiProperty({ example: EXAMPLE_TOKEN })
  @TokenField()
  refresh_token!: string;
}

export class LogoutDto {
  @ApiPropertyOptional({ example: EXAMPLE_TOKEN, description: 'Another session of yours that shall end as well' })
  @NotNull()
  @TokenField()
  refresh_token?: string;

  @ApiPropertyOptional({ default: false, description: 'End every session of yours' })
  @NotNull()
  @IsBoolean()
  all?: boolean;
}

export class ForgotPasswordDto {
  @ApiProperty({ format: 'email', maxLength: 255, example: 'ada@shop.example' })
  @EmailField()
  email!: string;
}

export class ResetPasswordDto {
  @ApiProperty({ example: EXAMPLE_TOKEN, description: 'From the mail' })
  @TokenField()
  token!: string;

  @ApiProperty(newPassword)
  @PasswordField()
  password!: string;
}

export class VerifyEmailDto {
  @ApiProperty({ example: EXAMPLE_TOKEN, description: 'From the mail' })
  @TokenField()
  token!: string;
}

export class ChangePasswordDto {
  @ApiProperty({ format: 'password', example: EXAMPLE_PASSWORD })
  @PasswordField()
  current_password!: string;

  @ApiProperty({ ...newPassword, example: 'copper-meadow-telescope-9' })
  @PasswordField()
  new_password!: string;
}

export class TokensDto implements TokenPair {
  @ApiProperty({ description: 'Send it as `Authorization: Bearer …`' })
  access_token!: string;

  @ApiProperty({ description: 'Good once, for 30 days: exchange it at `auth/refresh`' })
  refresh_token!: string;

  @ApiProperty({ enum: ['Bearer'] })
  token_type!: 'Bearer';

  @ApiProperty({ example: ACCESS_TOKEN_SECONDS, description: 'Seconds that the access token is good for' })
  expires_in!: number;
}

/** What signing in answers. */
export type SignedIn = TokenPair & { user: UserView };

export class SignedInDto extends TokensDto implements SignedIn {
  @ApiProperty({ type: UserDto })
  user!: UserDto;
}

export class VerifiedDto {
  @ApiProperty({ type: UserDto })
  user!: UserDto;
}

export class SessionDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ description: 'Whether it is the one of this call' })
  is_current!: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'From where it was opened' })
  ip!: string | null;

  @ApiProperty({ type: String, nullable: true })
  user_agent!: string | null;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;

  @ApiProperty({ format: 'date-time', description: 'When it was opened or last refreshed' })
  last_used_at!: string;

  @ApiProperty({ format: 'date-time' })
  expires_at!: string;
}

export const EXAMPLE_TOKENS: TokenPair = {
  access_token: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.…',
  refresh_token: EXAMPLE_TOKEN,
  token_type: 'Bearer',
  expires_in: ACCESS_TOKEN_SECONDS,
};

export const EXAMPLE_SIGNED_IN: SignedIn = { user: EXAMPLE_USER, ...EXAMPLE_TOKENS };

export const EXAMPLE_SESSION: Pick<SessionDto, keyof SessionDto> = {
  id: '019aa5c0-2b7e-7a10-8c44-6d0e9f2b1a37',
  is_current: true,
  ip: '203.0.113.7',
  user_agent: 'Mozilla/5.0',
  created_at: '2026-11-22T10:30:00.000Z',
  last_used_at: '2026-11-22T10:30:00.000Z',
  expires_at: '2026-12-22T10:30:00.000Z',
};

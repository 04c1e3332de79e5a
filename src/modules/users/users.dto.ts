import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsObject, IsOptional, ValidateBy } from 'class-validator';
import { NotNull } from '../../common/http/not-null.js';
import { EmailField, NameField, PasswordField } from '../../common/http/person-fields.js';
import type { JsonObject } from '../../common/json.js';
import {
  canonicalLocale,
  DEFAULT_SETTINGS,
  isCurrency,
  isLocale,
  isNotifications,
  isTimezone,
  type Settings,
  type SettingsChanges,
} from './user-settings.js';

export class UpdateProfileDto {
  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 100, example: 'Ada' })
  @IsOptional()
  @NameField()
  first_name?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 100, example: 'Muster' })
  @IsOptional()
  @NameField()
  last_name?: string | null;

  @ApiPropertyOptional({
    format: 'email',
    maxLength: 255,
    example: 'ada@shop.example',
    description: 'Another address needs `current_password`, and is to be confirmed anew',
  })
  @NotNull()
  @EmailField()
  email?: string;

  @ApiPropertyOptional({ format: 'password', example: 'violet-harbour-lantern-42' })
  @NotNull()
  @PasswordField()
  current_password?: string;
}

const Checked = (name: string, check: (value: unknown) => boolean, message: string): PropertyDecorator =>
  applyDecorators(IsOptional(), ValidateBy({ name, validator: { validate: check, defaultMessage: () => message } }));

/** As the caller sent it: class-transformer would copy it into objects of its own and lose keys on the way. */
const AsSent = (): PropertyDecorator =>
  Transform(({ obj, key }: { obj: Record<string, unknown>; key: string }) => obj[key]);

const asLocale = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? (canonicalLocale(value) ?? value) : value;

export class SettingsDto implements Settings {
  @ApiProperty({ description: 'IANA time zone' })
  timezone!: string;

  @ApiProperty({ description: 'ISO 4217: in which totals are shown' })
  currency!: string;

  @ApiProperty({ description: 'BCP 47' })
  locale!: string;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'boolean' } })
  notifications!: Record<string, boolean>;

  @ApiProperty({ type: 'object', additionalProperties: true })
  custom!: JsonObject;
}

export const EXAMPLE_SETTINGS: Settings = {
  ...DEFAULT_SETTINGS,
  timezone: 'Europe/Berlin',
  currency: 'EUR',
  locale: 'de-DE',
  custom: { dashboard: { columns: 3 } },
};

export class UpdateSettingsDto implements SettingsChanges {
  @ApiPropertyOptional({ type: String, nullable: true, example: 'Europe/Berlin', description: 'IANA time zone' })
  @Checked('timezone', isTimezone, 'must be an IANA time zone such as Europe/Berlin')
  timezone?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'EUR', description: 'ISO 4217' })
  @Checked('currency', isCurrency, 'must be an ISO 4217 currency such as EUR')
  currency?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'de-DE', description: 'BCP 47' })
  @Transform(asLocale)
  @Checked('locale', isLocale, 'must be a BCP 47 language tag such as de-DE')
  locale?: string | null;

  @ApiPropertyOptional({
    type: 'object',
    nullable: true,
    additionalProperties: { type: 'boolean', nullable: true },
    example: { store_failures: false },
    description:
      'Which mail is wanted: `email_enabled` for all, `store_failures` and the like for one topic; changed key by key',
  })
  @AsSent()
  @Checked('notifications', isNotifications, 'must be an object of topics (snake_case) with true, false or null each')
  notifications?: Record<string, boolean | null> | null;

  @ApiPropertyOptional({
    type: 'object',
    nullable: true,
    additionalProperties: true,
    example: { dashboard: { columns: 3 } },
    description: 'Whatever a client wants to keep; changed key by key, null removes a key',
  })
  @AsSent()
  @IsOptional()
  @IsObject({ message: 'must be an object' })
  custom?: JsonObject | null;
}

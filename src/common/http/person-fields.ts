import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import {
  IsEmail,
  IsString,
  MaxLength,
  Validate,
  type ValidatorConstraintInterface,
  ValidatorConstraint,
} from 'class-validator';
import { isPlainAddress, normaliseEmail } from '../text/email-address.js';

export const EMAIL_MAX_LENGTH = 255;
/** Far above what the policy accepts: whoever sends more is not typing a password. */
const PASSWORD_MOST = 1024;
const NAME_MAX_LENGTH = 100;

@ValidatorConstraint({ name: 'plainAddress' })
class PlainAddress implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && isPlainAddress(value);
  }

  defaultMessage(): string {
    return 'must be an email address';
  }
}

@ValidatorConstraint({ name: 'printable' })
class Printable implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && !/[\p{Cc}\u2028\u2029]/u.test(value);
  }

  defaultMessage(): string {
    return 'must not contain control characters';
  }
}

/** An e-mail address, which the handler gets in its one stored spelling. */
export const EmailField = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? normaliseEmail(value) : value)),
    IsEmail({}, { message: 'must be an email address' }),
    Validate(PlainAddress),
    MaxLength(EMAIL_MAX_LENGTH),
  );

/** A password as it was typed: NFC, so that it is the same from every keyboard. Whether it is good, the policy says. */
export const PasswordField = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.normalize('NFC') : value)),
    IsString({ message: 'must be a string' }),
    MaxLength(PASSWORD_MOST),
  );

/** A first or last name; blank is null. */
export const NameField = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? value.trim().normalize('NFC') || null : value,
    ),
    IsString({ message: 'must be a string' }),
    MaxLength(NAME_MAX_LENGTH),
    Validate(Printable),
  );

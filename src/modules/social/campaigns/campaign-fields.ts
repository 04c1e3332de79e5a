import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import {
  IsString,
  Matches,
  MaxLength,
  MinLength,
  Validate,
  type ValidationArguments,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { isQueryTime } from '../../../common/http/query-time.js';
import { characterCount } from '../../../common/text/clean-text.js';
import { readUrl } from '../../../common/text/read-url.js';
import { AMOUNT, AMOUNT_WORDS } from '../accounts/account-settings.js';

export const ADDRESS_LENGTH = 2048;
/** `2026-11-22` alone. */
const DAY_LENGTH = 10;
const LINE = /^[^\p{Cc}\u2028\u2029]*$/u;
/** Ads have paragraphs; the rest of the control characters shows nowhere as it was meant. */
const PARAGRAPHS = /^[^\p{Cc}\u2028\u2029]*(?:\n[^\p{Cc}\u2028\u2029]*)*$/u;
const CONTROL_WORDS = { message: '$property must not contain control characters' };
/** What stands in a query as it is, written already as the address bears it. */
const PARAMETERS =
  /^[\w.~!$'()*,;:@/%+{}|-]+=[\w.~!$'()*,;:@/?%+{}|=-]*(?:&[\w.~!$'()*,;:@/%+{}|-]+=[\w.~!$'()*,;:@/?%+{}|=-]*)*$/;

@ValidatorConstraint({ name: 'longest' })
class Longest implements ValidatorConstraintInterface {
  validate(value: unknown, rule?: ValidationArguments): boolean {
    return typeof value === 'string' && characterCount(value) <= Number(rule?.constraints[0]);
  }

  defaultMessage(rule?: ValidationArguments): string {
    return `must have at most ${String(rule?.constraints[0])} characters`;
  }
}

@ValidatorConstraint({ name: 'webAddress' })
class WebAddress implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && isWebAddress(value);
  }

  defaultMessage(): string {
    return 'must be an http or https address without a user name';
  }
}

@ValidatorConstraint({ name: 'zonedTime' })
class ZonedTime implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return isQueryTime(value) && String(value).length > DAY_LENGTH;
  }

  defaultMessage(): string {
    return 'must be an ISO 8601 time with its zone (2026-11-22T10:30:00Z)';
  }
}

const trimmed = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? value.trim() : value);
const unified = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.replaceAll(/\r\n?/g, '\n').trim() : value;

/** An address that browsers open, spelled as it is meant. */
export function isWebAddress(text: string): boolean {
  const url = /^https?:\/\//i.test(text) && !/[\s\p{Cc}\\]/u.test(text) ? readUrl(text) : null;
  return url !== null && url.username === '' && url.password === '' && url.hostname !== '';
}

/** One line of text, not empty. `longest` in characters, as Postgres counts them. */
export const LineField = (longest: number): PropertyDecorator =>
  applyDecorators(
    Transform(trimmed),
    IsString(),
    MinLength(1),
    Validate(Longest, [longest]),
    Matches(LINE, CONTROL_WORDS),
  );

/** Text with line breaks, not empty. */
export const TextField = (longest: number): PropertyDecorator =>
  applyDecorators(
    Transform(unified),
    IsString(),
    MinLength(1),
    Validate(Longest, [longest]),
    Matches(PARAGRAPHS, CONTROL_WORDS),
  );

export const AddressField = (): PropertyDecorator =>
  applyDecorators(Transform(trimmed), Validate(WebAddress), MaxLength(ADDRESS_LENGTH));

/** A time with its zone. */
export const TimeField = (): PropertyDecorator => applyDecorators(Validate(ZonedTime));

/** Decimal text above 0. */
export const AmountField = (): PropertyDecorator => applyDecorators(Matches(AMOUNT, AMOUNT_WORDS));

/** `name=value&name=value`, ready for an address. */
export const ParametersField = (longest: number): PropertyDecorator =>
  applyDecorators(
    Transform(trimmed),
    IsString(),
    MaxLength(longest),
    Matches(PARAMETERS, { message: '$property must be like utm_source=ads&utm_campaign=spring' }),
  );

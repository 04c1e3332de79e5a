import { applyDecorators } from '@nestjs/common';
import { Validate, ValidatorConstraint, type ValidatorConstraintInterface } from 'class-validator';
import { isMoney } from '../../../common/money/money.js';
import { isPublicAddress } from '../../../common/outbound/network-address.js';

const WEIGHT = /^\d{1,8}(?:\.\d{1,4})?$/;
const MAX_OPTIONS = 10;
const MAX_OPTION_LENGTH = 255;
const MAX_URL_LENGTH = 2048;

@ValidatorConstraint({ name: 'money' })
class Money implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return isMoney(value);
  }

  defaultMessage(): string {
    return 'must be an amount as decimal text ("24.90")';
  }
}

/** Decimal text; sign and digits are checked where the currency is known. */
export const IsMoney = (): PropertyDecorator => applyDecorators(Validate(Money));

@ValidatorConstraint({ name: 'weight' })
class Weight implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && WEIGHT.test(value);
  }

  defaultMessage(): string {
    return 'must be decimal text that is not negative, with at most four digits after the point ("0.24")';
  }
}

export const IsWeight = (): PropertyDecorator => applyDecorators(Validate(Weight));

/** Whether the address is http(s), without credentials, and not plainly one of a private network. */
export function isPublicUrl(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > MAX_URL_LENGTH || !URL.canParse(value)) return false;
  const { protocol, hostname, username, password } = new URL(value);
  if (!['http:', 'https:'].includes(protocol) || username !== '' || password !== '') return false;
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (/^[\d.]+$/.test(host) || host.includes(':')) return isPublicAddress(host);
  return host.includes('.') && !/\.(?:localhost|local|internal|home\.arpa)\.?$/i.test(host);
}

@ValidatorConstraint({ name: 'publicUrl' })
class PublicUrl implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return isPublicUrl(value);
  }

  defaultMessage(): string {
    return 'must be a public http or https address, as the platform fetches it';
  }
}

export const IsPublicUrl = (): PropertyDecorator => applyDecorators(Validate(PublicUrl));

@ValidatorConstraint({ name: 'variantOptions' })
class VariantOptions implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const entries = Object.entries(value);
    return (
      entries.length <= MAX_OPTIONS &&
      entries.every(([name, chosen]) => isOptionText(name) && typeof chosen === 'string' && isOptionText(chosen))
    );
  }

  defaultMessage(): string {
    return `must be an object of at most ${MAX_OPTIONS} names with a chosen text each, such as {"Size": "M"}`;
  }
}

const isOptionText = (text: string): boolean => text.trim() !== '' && text.length <= MAX_OPTION_LENGTH;

/** `{ "Size": "M" }` */
export const AreOptions = (): PropertyDecorator => applyDecorators(Validate(VariantOptions));

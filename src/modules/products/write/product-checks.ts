import { applyDecorators } from '@nestjs/common';
import { Validate, ValidatorConstraint, type ValidatorConstraintInterface } from 'class-validator';
import type { FieldFault } from '../../../common/errors/app-error.js';
import { isMoney } from '../../../common/money/money.js';
import { isPublicAddress } from '../../../common/outbound/network-address.js';
import { readUrl } from '../../../common/text/read-url.js';

const WEIGHT = /^\d{1,8}(?:\.\d{1,4})?$/;
const MAX_OPTIONS = 10;
const MAX_OPTION_LENGTH = 255;
const MAX_URL_LENGTH = 2048;
const NOT_PUBLIC = 'must be a public http or https address, as the platform fetches it';

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

@ValidatorConstraint({ name: 'webUrl' })
class WebUrl implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    const url = typeof value === 'string' && value.length <= MAX_URL_LENGTH ? readUrl(value) : null;
    return url !== null && ['http:', 'https:'].includes(url.protocol) && url.username === '' && url.password === '';
  }

  defaultMessage(): string {
    return NOT_PUBLIC;
  }
}

/** An http(s) address without credentials; whether it is one for platforms to fetch, {@link addressFaults} says. */
export const IsWebUrl = (): PropertyDecorator => applyDecorators(Validate(WebUrl));

interface Pictured {
  images?: { url: string }[];
  variants?: { image_url?: string | null }[];
}

/**
 * What a platform cannot fetch: addresses that are plainly of a private network (whether they are addresses is for
 * {@link IsWebUrl}). Those in `known` are the product's already
 * and named to be kept: the shop itself may be in such a network.
 */
export function addressFaults({ images = [], variants = [] }: Pictured, known: ReadonlySet<string>): FieldFault[] {
  const addresses = [
    ...images.map(({ url }, index) => ({ field: `images.${index}.url`, url })),
    ...variants.map(({ image_url: url }, index) => ({ field: `variants.${index}.image_url`, url })),
  ];
  return addresses.flatMap(({ field, url }) => {
    const address = typeof url === 'string' && !known.has(url) ? readUrl(url) : null;
    return address === null || isPublicHost(address.hostname) ? [] : [{ field, reason: NOT_PUBLIC }];
  });
}

function isPublicHost(hostname: string): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (/^[\d.]+$/.test(host) || host.includes(':')) return isPublicAddress(host);
  return host.includes('.') && !/\.(?:localhost|local|internal|home\.arpa)\.?$/i.test(host);
}

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

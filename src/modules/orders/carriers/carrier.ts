import { hasS10Check } from './check-digits.js';

/** A form in which a carrier's tracking numbers come. */
export interface NumberForm {
  form: RegExp;
  /** Its published check digit. */
  check?: (number: string) => boolean;
  /** Nobody else's numbers look like this. */
  is_distinct: boolean;
}

export interface Carrier {
  /** For programs; never changes. */
  key: string;
  /** As shop platforms know it: those that make a link or follow a parcel go by this spelling. */
  name: string;
  /** Other names, lower case. */
  aliases: readonly string[];
  /** With `{number}` where the number goes; null where the carrier has no page that takes one. */
  tracking_url: string | null;
  forms: readonly NumberForm[];
}

export const only = (form: RegExp, check?: NumberForm['check']): NumberForm => ({
  form,
  is_distinct: true,
  ...(check && { check }),
});
export const also = (form: RegExp, check?: NumberForm['check']): NumberForm => ({
  form,
  is_distinct: false,
  ...(check && { check }),
});
/** Postal items between countries: whose they are is their last two letters. */
export const s10 = (country: string): NumberForm => only(new RegExp(`^[A-Z]{2}\\d{9}${country}$`), hasS10Check);

export const carrier = (
  key: string,
  name: string,
  aliases: readonly string[],
  tracking_url: string | null,
  ...forms: NumberForm[]
): Carrier => ({ key, name, aliases, tracking_url, forms });

/**
 * The sandbox counts money in ten-thousandths (the shop has a price of 1234.5678) and taxes in cents, in whole
 * numbers, and writes it with the shop's two decimals whatever the currency.
 */
export type Units = number;
export type Cents = number;

// Taken out once: each look-up of a global costs a microsecond in Jest's module contexts, where this runs most.
const { abs, floor, round, sign } = Math;

/** Half away from zero, as the platform rounds. */
export function toCents(units: Units): Cents {
  return sign(units) * round(abs(units) / 100);
}

export function centsText(cents: Cents): string {
  const whole = abs(cents);
  const sign = cents < 0 ? '-' : '';
  const rest = whole % 100;
  return `${sign}${floor(whole / 100)}.${rest < 10 ? '0' : ''}${rest}`;
}

export function moneyText(units: Units): string {
  return centsText(toCents(units));
}

/** A price as it was typed in: no padding, up to four decimals ("15", "9.5" is stored as "9.50" by the importer). */
export function priceText(units: Units): string {
  if (units === 0) return '0';
  if (units % 100 === 0) return centsText(units / 100);
  return String(units / 10_000);
}

/** A discount on a coupon line: cents without trailing zeros ("5", "50.07"). */
export function bareText(cents: Cents): string {
  return String(cents / 100);
}

/** Cents of a decimal text ("-9.19"). */
export function centsOf(text: string): Cents {
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text);
  if (match === null) throw new RangeError(`not an amount: ${text}`);
  const cents = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'));
  return match[1] === '-' ? -cents : cents;
}

/** The platform's float of a unit's price, noise included: the line's total through a division. */
export function unitPrice(total: Units, quantity: number): number {
  return quantity === 0 ? 0 : total / 10_000 / quantity;
}

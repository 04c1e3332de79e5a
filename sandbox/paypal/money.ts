import { digitsOf } from '../core/books/minor-units.js';
import type { JsonObject } from '../core/json.js';

/** Currencies that PayPal knows without decimals. */
const WHOLE = new Set(['JPY', 'HUF', 'TWD']);
export function isWhole(currency: string): boolean {
  return WHOLE.has(currency);
}

/** Minor units as PayPal writes money. */
export function money(minor: number, currency: string): JsonObject {
  return { currency_code: currency, value: digitsText(minor, currency) };
}

export function digitsText(minor: number, currency: string): string {
  const digits = digitsOf(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const cut = text.length - digits;
  const value = digits === 0 ? text : `${text.slice(0, cut)}.${text.slice(cut)}`;
  return minor < 0 ? `-${value}` : value;
}

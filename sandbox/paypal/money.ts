import { decimalOf } from '../core/books/minor-units.js';
import type { JsonObject } from '../core/json.js';

/** Currencies that PayPal knows without decimals. */
const WHOLE = new Set(['JPY', 'HUF', 'TWD']);
export function isWhole(currency: string): boolean {
  return WHOLE.has(currency);
}

/** Minor units as PayPal writes money. */
export function money(minor: number, currency: string): JsonObject {
  return { currency_code: currency, value: decimalOf(minor, currency) };
}

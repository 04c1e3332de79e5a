import { decode } from 'html-entities';
import { compare, divide, isZero, readMoney } from '../../../../../common/money/money.js';
import { amountAt, shortText, STORED_SCALE, textAt, type Value } from '../../platform.values.js';

/** What WooCommerce's JSON has of its own, beside the ways of all PHP shops. Everything here is pure. */

const WEIGHT_LIMIT = '100000000';
const INT32_MAX = 2_147_483_647;

/** A name: WordPress stores and hands out many of them HTML-escaped ("M&uuml;ller &amp; S&ouml;hne"). */
export function nameAt(value: Value, length: number): string | null {
  const text = textAt(value);
  return text === null ? null : shortText(plain(text), length);
}

/** Entities decoded; only those that end with a semicolon, so that "AT&T" and "a=1&copy=2" stay as they are. */
export function plain(text: string): string {
  return text.includes('&') ? decode(text, { scope: 'strict' }) : text;
}

/** Like `amountAt`, with "0" where the shop gave nothing. */
export function moneyOrZero(value: Value, field: string): string {
  return amountAt(value, field) ?? '0';
}

/** A weight in the shop's unit; null where there is none or it is no number. */
export function weightAt(value: Value): string | null {
  const weight = typeof value === 'string' || typeof value === 'number' ? readMoney(String(value)) : null;
  return weight === null || weight.startsWith('-') || compare(weight, WEIGHT_LIMIT) >= 0 ? null : weight;
}

/**
 * The price of one: never WooCommerce's own `price`, a float with noise (41.339999999999996). Keeps the digits of the
 * total where they say it exactly, else as many as are stored.
 */
export function perUnit(total: string, quantity: string): string {
  if (quantity === '1' || isZero(quantity)) return total;
  const scale = total.split('.')[1]?.length ?? 0;
  const stored = divide(total, quantity, STORED_SCALE);
  const short = divide(total, quantity, Math.min(scale, STORED_SCALE));
  return compare(short, stored) === 0 ? short : stored.replace(/0+$/, '');
}

/** Exact text of a quantity; plug-ins sell by weight ("0.5"). Null when it is no number. */
export function quantityAt(value: Value): string | null {
  const quantity = typeof value === 'string' || typeof value === 'number' ? readMoney(String(value)) : null;
  return quantity === null || Math.abs(Number(quantity)) > INT32_MAX ? null : quantity;
}

/** Pieces in stock: whole, may be negative (backorders); null where nothing is said. */
export function stockAt(value: Value): number | null {
  const quantity = typeof value === 'string' && value === '' ? null : quantityAt(value);
  return quantity === null ? null : Math.floor(Number(quantity));
}

/**
 * A `*_gmt` field as ISO 8601 with `Z`: WooCommerce writes UTC without a zone. MySQL's zero date, which stands for
 * "never" in drafts, is null like every other text that is no date.
 */
export function utcAt(value: Value): string | null {
  if (typeof value !== 'string') return null;
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?$/.exec(value);
  if (match === null || match[1]?.startsWith('0000') === true) return null;
  const time = Date.parse(`${match[1] ?? ''}T${match[2] ?? ''}${match[3] ?? 'Z'}`);
  return Number.isNaN(time) ? null : isoSeconds(time);
}

/** Unix seconds (plug-ins' dates) as ISO 8601 with `Z`. */
export function unixAt(value: Value): string | null {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d{1,11}$/.test(text) && text !== '0' ? isoSeconds(Number(text) * 1000) : null;
}

/** 2026-11-17T14:36:00Z */
export function isoSeconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

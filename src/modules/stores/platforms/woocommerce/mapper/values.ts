import { decode } from 'html-entities';

import type { Json, JsonObject } from '../../../../../common/json.js';
import { compare, divide, isZero, readMoney } from '../../../../../common/money/money.js';
import { clip } from '../../../../../common/text/clean-text.js';

/**
 * Reading of WooCommerce's JSON, whose types are PHP's: ids come as numbers or text, "nothing" as "", 0, null or
 * false, lists with gaps as objects, money as text or (from plug-ins) as numbers. Everything here is pure.
 */

/** The record cannot be expressed in the normalised form; `message` says which field and why. */
export class UnmappableRecord extends Error {
  constructor(field: string, reason: string) {
    super(`${field}: ${reason}`);
    this.name = 'UnmappableRecord';
  }
}

type Value = Json | undefined;

/** NUMERIC(19,4) ends here; an amount past it is a fault of the shop's data, not a sum of money. */
const MONEY_LIMIT = '1000000000000000';
/** Within all limits and without anything to normalise. */
const USUAL = /^(?:0|-?[1-9]\d{0,14})(?:\.\d{1,4})?$/;
const WEIGHT_LIMIT = '100000000';
/** Digits after the point that amounts are stored with. */
const STORED_SCALE = 4;
const INT32_MAX = 2_147_483_647;

/** The object, or an empty one where there is none. */
export function objectAt(value: Value): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

/** The objects of a list; PHP writes a list with gaps as an object with numbers for keys. */
export function listAt(value: Value): JsonObject[] {
  const items = typeof value === 'object' && value !== null ? Object.values(value) : [];
  return items.filter((item): item is JsonObject => typeof item === 'object' && item !== null && !Array.isArray(item));
}

/** A positive whole number as text; null for 0, "", null, false and anything else. */
export function idAt(value: Value): string | null {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^[1-9]\d{0,19}$/.test(text) ? text : null;
}

/** Throws UnmappableRecord where there is no id. */
export function requiredId(value: Value, field: string): string {
  const id = idAt(value);
  if (id === null) throw new UnmappableRecord(field, `is not an id (${shown(value)})`);
  return id;
}

/** Text that is not blank, or null. */
export function textAt(value: Value): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** Text of one line for a column of `length` characters. */
export function shortText(value: Value, length: number): string | null {
  const text = textAt(value);
  return text === null ? null : ellipsis(text.trim(), length);
}

/** A name: WordPress stores and hands out many of them HTML-escaped ("M&uuml;ller &amp; S&ouml;hne"). */
export function nameAt(value: Value, length: number): string | null {
  const text = textAt(value);
  return text === null ? null : shortText(plain(text), length);
}

/** Entities decoded; only those that end with a semicolon, so that "AT&T" and "a=1&copy=2" stay as they are. */
export function plain(text: string): string {
  return text.includes('&') ? decode(text, { scope: 'strict' }) : text;
}

/** Cut to `length` characters, the last of them `…` when something was cut. */
export function ellipsis(text: string, length: number): string {
  const cut = clip(text, length);
  return cut === text ? text : `${clip(text, length - 1)}…`;
}

/** Decimal text as the shop gave it; null where it gave nothing. Throws UnmappableRecord on what is no amount. */
export function moneyAt(value: Value, field: string): string | null {
  // Nearly every amount is written like this, and there are dozens in an order.
  if (typeof value === 'string' && USUAL.test(value)) return value;
  if (value === null || value === undefined || value === '' || value === false) return null;
  const amount = typeof value === 'string' || typeof value === 'number' ? readMoney(String(value)) : null;
  if (amount === null) throw new UnmappableRecord(field, `is not an amount (${shown(value)})`);
  if (compare(amount.replace('-', ''), MONEY_LIMIT) >= 0) {
    throw new UnmappableRecord(field, `is larger than an amount can be (${shown(value)})`);
  }
  return amount;
}

/** Like `moneyAt`, with "0" where the shop gave nothing. */
export function moneyOrZero(value: Value, field: string): string {
  return moneyAt(value, field) ?? '0';
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

/** What stands there, short enough for an error message. */
function shown(value: Value): string {
  return value === undefined ? 'missing' : ellipsis(JSON.stringify(value), 60);
}

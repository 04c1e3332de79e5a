import type { Json, JsonObject } from '../../../common/json.js';
import { compare, readMoney } from '../../../common/money/money.js';
import { clip } from '../../../common/text/clean-text.js';
import type { RefundNote } from './platform.writes.js';

/**
 * Reading of the JSON that PHP shops write (WooCommerce, Magento): ids come as numbers or text, "nothing" as "", 0, null
 * or false, lists with gaps as objects, money as text or numbers. Everything here is pure.
 */

/** The record cannot be expressed in the normalised form; `message` says which field and why. */
export class UnmappableRecord extends Error {
  constructor(field: string, reason: string) {
    super(`${field}: ${reason}`);
    this.name = 'UnmappableRecord';
  }
}

export type Value = Json | undefined;

/** NUMERIC(19,4) ends here; an amount past it is a fault of the shop's data, not a sum of money. */
const MONEY_LIMIT = '1000000000000000';
/** Within all limits and without anything to normalise. */
const USUAL = /^(?:0|-?[1-9]\d{0,14})(?:\.\d{1,4})?$/;
/** Digits after the point that amounts are stored with. */
export const STORED_SCALE = 4;

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

/** Cut to `length` characters, the last of them `…` when something was cut. */
export function ellipsis(text: string, length: number): string {
  const cut = clip(text, length);
  return cut === text ? text : `${clip(text, length - 1)}…`;
}

/** Decimal text as the shop gave it; null where it gave nothing. Throws UnmappableRecord on what is no amount. */
export function amountAt(value: Value, field: string): string | null {
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

/** What stands there, short enough for an error message. */
function shown(value: Value): string {
  return value === undefined ? 'missing' : ellipsis(JSON.stringify(value), 60);
}

/** What a look-up finds a change of ours by, in a text. */
export function markOf(key: string): string {
  return `KSAP ${key}`;
}

/** A refund that was made elsewhere, as a sentence among an order's notes: "Refunded 5.00 EUR by Stripe (re_1): damaged". */
export function refundWords({ amount, currency, gateway, reference, reason }: RefundNote): string {
  const by = reference === null ? gateway : `${gateway} (${reference})`;
  return `Refunded ${amount} ${currency} by ${by}${reason === null ? '' : `: ${reason}`}`;
}

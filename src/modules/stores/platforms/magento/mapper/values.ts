import type { Json, JsonObject } from '../../../../../common/json.js';
import { compare, divide, multiply, readMoney } from '../../../../../common/money/money.js';
import { amountAt, idAt, listAt, STORED_SCALE, type Value } from '../../platform.values.js';

/** Reading of Magento's JSON: numbers for money and quantities, texts for some ids, UTC times without a zone. Pure. */

const INT32_MAX = 2_147_483_647;

/** Ids of a list of bare numbers or texts. */
export function idsAt(value: Value): string[] {
  const items = typeof value === 'object' && value !== null ? Object.values(value) : [];
  return items.flatMap((item) => idAt(item) ?? []);
}

/** Decimal text with the digits that are stored; null where the shop gave nothing. Throws UnmappableRecord on what is no amount. */
export function moneyAt(value: Value, field: string): string | null {
  const amount = amountAt(value, field);
  return amount === null ? null : short(amount);
}

/** Like `moneyAt`, with "0" where the shop gave nothing. */
export function moneyOrZero(value: Value, field: string): string {
  return moneyAt(value, field) ?? '0';
}

/** Four digits after the point are what Magento keeps itself: more are a float's noise. Zeros past the second go. */
function short(amount: string): string {
  const digits = amount.split('.')[1]?.length ?? 0;
  const exact = digits > STORED_SCALE ? multiply(amount, '1', STORED_SCALE) : amount;
  return digits > 2 ? exact.replace(/(\.\d\d\d*?)0+$/, '$1') : exact;
}

/** A share of an amount: `amount` × `part` ÷ `whole`, with the digits that are stored. */
export function shareOf(amount: string, part: string, whole: string): string {
  return compare(whole, '0') === 0 ? '0' : short(divide(multiply(amount, part, 12), whole, STORED_SCALE));
}

/** Exact text of a quantity ("0.5"); "0" when nothing is said. */
export function quantityAt(value: Value): string {
  const quantity = typeof value === 'string' || typeof value === 'number' ? readMoney(String(value)) : null;
  return quantity === null || Math.abs(Number(quantity)) > INT32_MAX ? '0' : quantity;
}

/** Whole pieces: goods sold by weight count as begun ones. */
export function piecesAt(value: Value): number {
  return Math.max(0, Math.ceil(Number(quantityAt(value))));
}

/** `2026-11-17 14:36:00`, which is UTC though it does not say so, as ISO 8601 with `Z`. Null for what is no date. */
export function utcAt(value: Value): string | null {
  if (typeof value !== 'string') return null;
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})/.exec(value);
  if (match === null || match[1]?.startsWith('0000') === true) return null;
  const time = Date.parse(`${match[1] ?? ''}T${match[2] ?? ''}Z`);
  return Number.isNaN(time) ? null : `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** An ISO time as Magento's filters want it. */
export function magentoTime(iso: string): string {
  return new Date(iso).toISOString().slice(0, 19).replace('T', ' ');
}

/** `custom_attributes` by code. */
export function customOf(record: JsonObject): Map<string, Json> {
  return new Map(
    listAt(record.custom_attributes).flatMap(({ attribute_code, value }): [string, Json][] =>
      typeof attribute_code === 'string' ? [[attribute_code, value ?? null]] : [],
    ),
  );
}

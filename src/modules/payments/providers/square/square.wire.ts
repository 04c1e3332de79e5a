import type { Json, JsonObject } from '../../../../common/json.js';
import { fromMinorUnits, isCurrency } from '../../../../common/money/money.js';
import type { Money } from '../provider.records.js';

/**
 * Reading Square's answers. They are read as JSON by the contract's own names, not as the SDK's objects: what came is kept as it
 * came (`gateway_response`), and the SDK takes a body that is no JSON at all for an empty list.
 */

/** A record that lacks what it must have, or has it in another form. Its message says what. */
export class UnreadableRecord extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnreadableRecord';
  }
}

/** Whole units of the currency's smallest denomination (cents; yen; fils), signed. */
export interface WireMoney {
  units: bigint;
  currency: string;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectAt(record: JsonObject, name: string): JsonObject | null {
  const value = record[name];
  return isObject(value) ? value : null;
}

/** Objects of a list; none where there is no list. */
export function objectsAt(record: JsonObject, name: string): JsonObject[] {
  const value = record[name];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Text that says something; null where there is none. */
export function textAt(record: JsonObject, name: string): string | null {
  const value = record[name];
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** Throws UnreadableRecord. */
export function requiredText(record: JsonObject, name: string): string {
  const text = textAt(record, name);
  if (text === null) throw new UnreadableRecord(`It has no ${name}`);
  return text;
}

/** Null where there is none. Throws UnreadableRecord on an amount that cannot be taken exactly, or of no known currency. */
export function moneyAt(record: JsonObject, name: string): WireMoney | null {
  const value = objectAt(record, name);
  if (value === null) return null;
  // Square's guides to payouts spell the currency `currency_code`, its contract `currency`.
  const currency = value.currency ?? value.currency_code;
  if (typeof value.amount !== 'number' || !Number.isSafeInteger(value.amount)) {
    throw new UnreadableRecord(`The amount of ${name} is not a whole number that can be taken exactly`);
  }
  if (!isCurrency(currency)) throw new UnreadableRecord(`The currency of ${name} is not known`);
  return { units: BigInt(value.amount), currency };
}

/** Throws UnreadableRecord. */
export function requiredMoney(record: JsonObject, name: string): WireMoney {
  const money = moneyAt(record, name);
  if (money === null) throw new UnreadableRecord(`It has no ${name}`);
  return money;
}

/** In major units, as decimal text. */
export function written(units: bigint, currency: string): Money {
  return fromMinorUnits(units, currency);
}

/** ISO 8601 UTC with `Z`; null where there is none. Throws UnreadableRecord on what is no time. */
export function timeAt(record: JsonObject, name: string): string | null {
  const text = textAt(record, name);
  if (text === null) return null;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new UnreadableRecord(`Its ${name} is not a time`);
  return new Date(ms).toISOString();
}

/** Throws UnreadableRecord. */
export function requiredTime(record: JsonObject, name: string): string {
  const time = timeAt(record, name);
  if (time === null) throw new UnreadableRecord(`It has no ${name}`);
  return time;
}

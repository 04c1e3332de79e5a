import type { Json, JsonObject } from '../../../../common/json.js';
import { formatMoney, isCurrency, isZero, readMoney } from '../../../../common/money/money.js';
import type { Money } from '../provider.records.js';

/** Reading what PayPal sends, of which nothing is taken for granted. Throws RecordFault, which makes a bad record of it. */

export class RecordFault extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'RecordFault';
  }
}

export interface Amount {
  /** Signed as PayPal wrote it, with the currency's own digits. */
  value: Money;
  currency: string;
}

export function objectOf(value: Json | undefined): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}

export function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

/** The member that the path leads to. */
export function at(value: Json | undefined, ...path: string[]): Json | undefined {
  let found = value;
  for (const name of path) found = objectOf(found)?.[name];
  return found;
}

/** A text that says something, without the blanks around it; else null. */
export function textAt(value: Json | undefined, ...path: string[]): string | null {
  const found = at(value, ...path);
  if (typeof found !== 'string') return null;
  const text = found.trim();
  return text === '' ? null : text;
}

export function neededText(value: Json | undefined, ...path: string[]): string {
  const text = textAt(value, ...path);
  if (text === null) throw new RecordFault(`${path.join('.')} is missing`);
  return text;
}

/** Null where there is none. */
export function amountAt(value: Json | undefined, ...path: string[]): Amount | null {
  const found = objectOf(at(value, ...path));
  if (found === null) return null;
  const name = path.join('.');
  const currency: unknown = textAt(found, 'currency_code');
  if (!isCurrency(currency)) throw new RecordFault(`${name} is in no known currency: ${String(currency)}`);
  const money = readMoney(textAt(found, 'value') ?? '');
  if (money === null) throw new RecordFault(`${name} is no amount`);
  return { value: formatMoney(money, currency), currency };
}

export function neededAmount(value: Json | undefined, ...path: string[]): Amount {
  const amount = amountAt(value, ...path);
  if (amount === null) throw new RecordFault(`${path.join('.')} is missing`);
  return amount;
}

/** PayPal writes offsets as `Z`, `+00:00` and `+0000`. ISO 8601 in UTC. */
export function timeAt(value: Json | undefined, ...path: string[]): string {
  const text = neededText(value, ...path);
  const ms = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  if (Number.isNaN(ms)) throw new RecordFault(`${path.join('.')} is no time: "${text}"`);
  return new Date(ms).toISOString();
}

/** Times in requests: whole seconds. */
export function secondsText(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** Currencies that PayPal takes without decimals, though ISO 4217 gives some of them two. */
const WHOLE_AT_PAYPAL = new Set(['HUF', 'JPY', 'TWD']);

/** An amount as requests bear it; null: it has decimals that PayPal does not take. */
export function requestValue(amount: Money, currency: string): string | null {
  const text = formatMoney(amount, currency);
  if (!WHOLE_AT_PAYPAL.has(currency)) return text;
  const [whole = '0', fraction = ''] = text.split('.');
  return isZero(`0.${fraction || '0'}`) ? whole : null;
}

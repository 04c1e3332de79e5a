import { Decimal } from 'decimal.js';

import { CURRENCY_DIGITS } from './currencies.js';

/**
 * The one place of money arithmetic. Money is decimal text in and out ("143.30", "-5", "0.0001"), never a float:
 * every function throws MoneyError on text that is not money, and on a result that would not be.
 */

/** Digits that the library keeps: far more than two amounts of the longest accepted text can have together. */
const Exact = Decimal.clone({ precision: 160, toExpNeg: -9e15, toExpPos: 9e15, rounding: Decimal.ROUND_HALF_EVEN });

const MONEY = /^-?\d{1,30}(?:\.\d{1,18})?$/;
/** Also ".5", "5.", "+5", "1.5E3": what platforms and JSON numbers are spelled like. */
const LOOSE = /^[+-]?(?:\d{1,30}(?:\.\d{0,18})?|\.\d{1,18})(?:[eE][+-]?\d{1,2})?$/;
const MAX_SCALE = 18;
const SHORT = /^-?\d{1,9}(?:\.\d{1,4})?$/;
const SHORT_SCALE = 4;
/** Sign, nine digits, point, four digits. */
const MAX_SHORT = 15;

/** half_even: no drift over many sums (shares, fees). half_up: what a shop prints (tax, percent off), away from zero. */
export type Rounding = 'half_even' | 'half_up';
const ROUNDING = { half_even: Decimal.ROUND_HALF_EVEN, half_up: Decimal.ROUND_HALF_UP } as const;

export class MoneyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MoneyError';
  }
}

/** Whether the value is money as this product writes it: decimal text, at most 30 digits before and 18 after the point. */
export function isMoney(value: unknown): value is string {
  return typeof value === 'string' && MONEY.test(value);
}

/**
 * Money from a platform's spelling, in plain digits ("+.50" → "0.50", "1.5E3" → "1500"); the digits given are kept.
 * Null when it is not a number. Thousands separators and currency signs are refused, not guessed at.
 */
export function readMoney(text: string): string | null {
  const trimmed = text.trim();
  if (!LOOSE.test(trimmed)) return null;
  const exact = new Exact(trimmed);
  const fraction = /\.(\d*)/.exec(trimmed)?.[1]?.length ?? 0;
  const plain = unsigned(exact.toFixed(/e/i.test(trimmed) ? exact.decimalPlaces() : fraction));
  return isMoney(plain) ? plain : null;
}

/** Whether the code is an ISO 4217 currency, upper case, in use now or until lately. */
export function isCurrency(code: unknown): code is string {
  return typeof code === 'string' && CURRENCY_DIGITS.has(code);
}

/** Digits after the point of the currency: 2 for USD, 0 for JPY, 3 for KWD. 2 for a code that ISO does not know. */
export function digitsOf(currency: string): number {
  return CURRENCY_DIGITS.get(currency) ?? 2;
}

/**
 * The amount with the currency's own digits: "143.3" USD → "143.30", "1500.00" JPY → "1500". Significant digits past
 * the currency's are kept ("1.2345" USD → "1.2345"): showing must not change an amount. Round first where that is meant.
 */
export function formatMoney(amount: string, currency: string): string {
  if (!isMoney(amount)) throw notMoney();
  // Text only: this runs for every amount of every list.
  const digits = digitsOf(currency);
  const point = amount.indexOf('.');
  const whole = (point === -1 ? amount : amount.slice(0, point)).replace(/^(-?)0+(?=\d)/, '$1');
  const given = point === -1 ? '' : amount.slice(point + 1);
  let end = given.length;
  while (end > digits && given[end - 1] === '0') end -= 1;
  const fraction = given.slice(0, end).padEnd(digits, '0');
  return unsigned(fraction === '' ? whole : `${whole}.${fraction}`);
}

/** a + b, exactly, with the digits of the longer fraction. */
export function add(a: string, b: string): string {
  if (isShort(a) && isShort(b)) {
    const scale = Math.max(scaleOf(a), scaleOf(b));
    return ofUnits(unitsOf(a, scale) + unitsOf(b, scale), scale);
  }
  return write(parse(a).plus(parse(b)), Math.max(scaleOf(a), scaleOf(b)));
}

/** a − b, exactly, with the digits of the longer fraction. */
export function subtract(a: string, b: string): string {
  if (isShort(a) && isShort(b)) {
    const scale = Math.max(scaleOf(a), scaleOf(b));
    return ofUnits(unitsOf(a, scale) - unitsOf(b, scale), scale);
  }
  return write(parse(a).minus(parse(b)), Math.max(scaleOf(a), scaleOf(b)));
}

/** Sum of all, exactly, with the digits of the longest fraction; "0" for none. */
export function sum(amounts: Iterable<string>): string {
  let short = '0';
  let total: Decimal | null = null;
  let scale = 0;
  for (const amount of amounts) {
    if (total === null && isShort(short) && isShort(amount)) short = add(short, amount);
    else total = (total ?? new Exact(short)).plus(parse(amount));
    scale = Math.max(scale, scaleOf(amount));
  }
  return total === null ? short : write(total, scale);
}

/** a × b (b may be a quantity, a rate or a percentage as a fraction: "0.19"), rounded to `scale` digits. */
export function multiply(a: string, b: string, scale: number, rounding: Rounding = 'half_up'): string {
  return rounded(parse(a).times(parse(b)), scale, rounding);
}

/** a ÷ b, rounded once to `scale` digits. Throws MoneyError when b is zero. */
export function divide(a: string, b: string, scale: number, rounding: Rounding = 'half_up'): string {
  const divisor = parse(b);
  if (divisor.isZero()) throw new MoneyError('Money cannot be divided by zero');
  return rounded(parse(a).dividedBy(divisor), scale, rounding);
}

/** The amount with exactly `scale` digits after the point. */
export function round(amount: string, scale: number, rounding: Rounding = 'half_up'): string {
  return rounded(parse(amount), scale, rounding);
}

/** The amount with its sign turned. */
export function negate(amount: string): string {
  return write(parse(amount).negated(), scaleOf(amount));
}

/** −1, 0 or 1: for sorting and for limits; "1.50" equals "1.5". */
export function compare(a: string, b: string): -1 | 0 | 1 {
  const order =
    isShort(a) && isShort(b) ? unitsOf(a, SHORT_SCALE) - unitsOf(b, SHORT_SCALE) : parse(a).comparedTo(parse(b));
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

/** Whether the amount is zero, however it is written. */
export function isZero(amount: string): boolean {
  if (isShort(amount)) return Number(amount) === 0;
  return parse(amount).isZero();
}

/**
 * In the currency's smallest unit: "143.30" USD → 14330n. Throws MoneyError when the amount has a fraction of that unit
 * or the currency is unknown. `digits` is for providers whose units are not ISO's.
 */
export function toMinorUnits(amount: string, currency: string, digits: number = knownDigitsOf(currency)): bigint {
  const units = parse(amount).times(new Exact(10).pow(checkScale(digits)));
  if (!units.isInteger()) throw new MoneyError(`The amount has a fraction of the smallest unit of ${currency}`);
  return BigInt(units.toFixed(0));
}

/** From the currency's smallest unit: 14330 USD → "143.30". A number must be a safe integer. Throws MoneyError. */
export function fromMinorUnits(
  units: bigint | number,
  currency: string,
  digits: number = knownDigitsOf(currency),
): string {
  if (typeof units === 'number' && !Number.isSafeInteger(units)) {
    throw new MoneyError('Minor units must be a whole number');
  }
  // Text only: this runs for every amount of every import.
  const text = String(units)
    .replace('-', '')
    .padStart(checkScale(digits) + 1, '0');
  const point = text.length - digits;
  const amount = digits === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`;
  return checkRange(units < 0 ? `-${amount}` : amount);
}

function knownDigitsOf(currency: string): number {
  const digits = CURRENCY_DIGITS.get(currency);
  if (digits === undefined) throw new MoneyError('The currency has no known smallest unit');
  return digits;
}

/**
 * Nearly every amount: as a whole number of its smallest digit it is so far below 2⁵³ that two of them can be added
 * exactly without the library, which costs an import dearly.
 */
function isShort(text: string): boolean {
  return text.length <= MAX_SHORT && SHORT.test(text);
}

/** A short amount as a whole number of 10^-scale; `scale` at least its own, at most SHORT_SCALE. */
function unitsOf(text: string, scale: number): number {
  const point = text.indexOf('.');
  const digits = point === -1 ? text : text.slice(0, point) + text.slice(point + 1);
  return Number(digits) * 10 ** (scale - scaleOf(text));
}

function ofUnits(units: number, scale: number): string {
  const digits = String(Math.abs(units)).padStart(scale + 1, '0');
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return units < 0 ? `-${text}` : text;
}

function parse(text: string): Decimal {
  if (!isMoney(text)) throw notMoney();
  return new Exact(text);
}

function notMoney(): MoneyError {
  return new MoneyError('Money must be decimal text such as 143.30');
}

function scaleOf(text: string): number {
  const point = text.indexOf('.');
  return point === -1 ? 0 : text.length - point - 1;
}

function checkScale(scale: number): number {
  if (!Number.isInteger(scale) || scale < 0 || scale > MAX_SCALE) {
    throw new MoneyError(`A scale is a whole number from 0 to ${MAX_SCALE}`);
  }
  return scale;
}

function rounded(value: Decimal, scale: number, rounding: Rounding): string {
  return write(value.toDecimalPlaces(checkScale(scale), ROUNDING[rounding]), scale);
}

function write(value: Decimal, scale: number): string {
  return checkRange(unsigned(value.toFixed(scale)));
}

function checkRange(text: string): string {
  if (!isMoney(text)) throw new MoneyError('The result is larger than money can be');
  return text;
}

/** Postgres knows no negative zero, so neither does the wire. */
function unsigned(text: string): string {
  return /^-[0.]*$/.test(text) ? text.slice(1) : text;
}

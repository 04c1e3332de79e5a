import { isCurrency, isMoney, round } from '../../../common/money/money.js';
import { clip } from '../../../common/text/clean-text.js';

/** What a record may hold. Each gives what is wrong with a field, or null; what is wrong makes a record bad, never a batch. */

/** NUMERIC(19,4). */
const AMOUNT = /^-?0*\d{1,15}(?:\.\d{0,4}0*)?$/;
const RATE = /^0*\d{1,12}(?:\.\d+)?$/;
const RATE_DIGITS = 12;
const EARLIEST = Date.parse('1990-01-01T00:00:00Z');
const DAY_MS = 86_400_000;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const LONGEST_ID = 255;

export type Fault = string | null;

/** The first of them that is one. */
export function firstFault(...faults: Fault[]): Fault {
  return faults.find((fault) => fault !== null) ?? null;
}

export function idFault(name: string, id: string): Fault {
  return id === '' || id.length > LONGEST_ID ? `${name} is not an id` : null;
}

export function amountFault(name: string, amount: string | null): Fault {
  if (amount === null) return null;
  if (!isMoney(amount)) return `${name} is not an amount`;
  return AMOUNT.test(amount) ? null : `${name} is larger or finer than can be kept: ${amount}`;
}

/** `needed`: whether there must be one. */
export function currencyFault(name: string, currency: string | null, needed: boolean): Fault {
  if (currency === null && !needed) return null;
  return isCurrency(currency) ? null : `${name} is not a currency: ${String(currency).slice(0, 20)}`;
}

export function rateFault(rate: string | null): Fault {
  return rate === null || (isMoneyLike(rate) && RATE.test(rate)) ? null : 'the exchange rate is not one';
}

/** A rate as its column takes it. */
export function rateOf(rate: string | null): string | null {
  return rate === null ? null : round(clipFraction(rate), RATE_DIGITS);
}

/** `ahead_days`: how far after it was observed it may be. */
export function timeFault(name: string, time: string, observedAt: Date, aheadDays: number): Fault {
  const ms = TIME.test(time) ? Date.parse(time) : Number.NaN;
  if (Number.isNaN(ms)) return `${name} is not a time`;
  const isThinkable = ms >= EARLIEST && ms <= observedAt.getTime() + aheadDays * DAY_MS;
  return isThinkable ? null : `${name} is not a time at which it can have been: ${time}`;
}

export function dateFault(name: string, date: string | null): Fault {
  return date === null || (DATE.test(date) && !Number.isNaN(Date.parse(date))) ? null : `${name} is not a day`;
}

export function choiceFault(name: string, value: string, choices: readonly string[]): Fault {
  return choices.includes(value) ? null : `${name} is none that is known: ${value.slice(0, 50)}`;
}

/** At most so many characters; empty text is none. */
export function clipped(text: string | null, length: number): string | null {
  return text === null || text === '' ? null : clip(text, length);
}

const isMoneyLike = (text: string): boolean => isMoney(clipFraction(text));

/** Providers tell rates with more digits than money ever has. */
function clipFraction(text: string): string {
  const point = text.indexOf('.');
  return point === -1 ? text : text.slice(0, point + 19);
}

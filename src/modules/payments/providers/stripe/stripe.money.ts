import { formatMoney, fromMinorUnits, readMoney, toMinorUnits } from '../../../../common/money/money.js';
import type { Money } from '../provider.records.js';

/**
 * Stripe's smallest units, which are not ISO's everywhere (docs.stripe.com/currencies, "Zero-decimal currencies" and "Special
 * cases"): the ariary has none, and krónur and Ugandan shillings are still written with two digits though they have none any more.
 */
const NO_DIGITS = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
const THREE_DIGITS = new Set('BHD JOD KWD OMR TND'.split(' '));

function digitsAtStripe(currency: string): number {
  if (NO_DIGITS.has(currency)) return 0;
  return THREE_DIGITS.has(currency) ? 3 : 2;
}

/** Stripe writes codes in lower case. */
export function currencyOf(code: string): string {
  return code.toUpperCase();
}

/** Stripe's whole number as decimal text with the currency's own digits. Throws MoneyError on what is no whole number. */
export function moneyOf(units: number, code: string): Money {
  const currency = currencyOf(code);
  return formatMoney(fromMinorUnits(units, currency, digitsAtStripe(currency)), currency);
}

/** The other way round, for requests. Throws MoneyError when the amount has a fraction of Stripe's unit. */
export function unitsOf(amount: Money, currency: string): number {
  return Number(toMinorUnits(amount, currency, digitsAtStripe(currency)));
}

/** A rate as plain digits; null where there is none. */
export function rateOf(rate: number | null): string | null {
  return rate === null ? null : readMoney(String(rate));
}

import { digitsOf, fromMinorUnits, MoneyError, toMinorUnits } from '../../../../common/money/money.js';

/**
 * What Meta counts in whole ones, ISO 4217 or not; all others in hundredths.
 * https://developers.facebook.com/docs/marketing-api/currencies/
 */
const WHOLE = new Set(['CLP', 'COP', 'CRC', 'HUF', 'ISK', 'IDR', 'JPY', 'KRW', 'PYG', 'TWD', 'VND']);

const metaDigits = (currency: string): number => (WHOLE.has(currency) ? 0 : 2);

/** In Meta's units of the currency; null: it has a fraction of one, or is too much to be said. */
export function unitsOf(amount: string, currency: string): number | null {
  try {
    const units = toMinorUnits(amount, currency, metaDigits(currency));
    return units <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(units) : null;
  } catch (error) {
    if (error instanceof MoneyError) return null;
    throw error;
  }
}

/** From Meta's units, with the currency's usual digits. */
export function amountOf(units: number, currency: string): string {
  const amount = fromMinorUnits(units, currency, metaDigits(currency));
  return digitsOf(currency) === 0 ? amount.replace(/\.0+$/, '') : amount;
}

import { CURRENCY_DIGITS } from '../money/currencies.js';

function listOf(digits: number): string {
  const codes = [...CURRENCY_DIGITS].filter(([, count]) => count === digits).map(([code]) => `'${code}'`);
  return codes.join(', ');
}

/** SQL of an amount as the wire has it: the currency's own digits, and more only where the amount has more. */
export function moneyText(amount: string, currency: string): string {
  const digits = `CASE WHEN ${currency} IN (${listOf(0)}) THEN 0 WHEN ${currency} IN (${listOf(3)}) THEN 3 WHEN ${currency} IN (${listOf(4)}) THEN 4 ELSE 2 END`;
  return `round(${amount}, greatest(min_scale(${amount}), ${digits}))::text`;
}

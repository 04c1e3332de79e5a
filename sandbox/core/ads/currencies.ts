const ZERO_DECIMAL = new Set(['JPY', 'KRW', 'VND', 'CLP', 'ISK', 'HUF', 'TWD', 'IDR', 'COP', 'CRC', 'PYG']);

/** How many of the network's smallest units one of the currency is: 100, or 1 where Meta counts whole ones. */
export function unitsOf(currency: string): number {
  return ZERO_DECIMAL.has(currency) ? 1 : 100;
}

/** Smallest units as decimal text with two digits after the point (none where the currency has none). */
export function decimalOf(units: number, currency: string): string {
  const per = unitsOf(currency);
  return (units / per).toFixed(per === 1 ? 0 : 2);
}

/** Whole numbers of a currency's smallest unit. */

const DIGITS: Record<string, number> = { JPY: 0, KRW: 0, CLP: 0, VND: 0, KWD: 3, BHD: 3, JOD: 3, OMR: 3, TND: 3 };

export function digitsOf(currency: string): number {
  return DIGITS[currency] ?? 2;
}

/** "12.5" USD → 1250; "1500.00" JPY → 1500. Throws RangeError on what the currency cannot express. */
export function minorOf(text: string, currency: string): number {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
  const digits = digitsOf(currency);
  const fraction = (match?.[2] ?? '').replace(/0+$/, '');
  if (match === null || fraction.length > digits) throw new RangeError(`no amount of ${currency}: ${text}`);
  return Number(match[1]) * 10 ** digits + Number(fraction.padEnd(digits, '0') || '0');
}

/** 1250 USD → "12.50"; 1500 JPY → "1500". */
export function decimalOf(minor: number, currency: string): string {
  const digits = digitsOf(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const sign = minor < 0 ? '-' : '';
  return sign + (digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`);
}

/** Millionths of a dollar for one unit: fixed, so that data are reproducible. */
const DOLLARS: Record<string, number> = {
  USD: 1_000_000,
  EUR: 1_087_000,
  GBP: 1_265_800,
  CAD: 729_900,
  JPY: 6_610,
  KWD: 3_252_000,
};

/** Settled units for one unit of `from`, in millionths; a currency that is not listed counts as a dollar. */
export function rateOf(from: string, to: string): number {
  return Math.round(((DOLLARS[from] ?? 1_000_000) / (DOLLARS[to] ?? 1_000_000)) * 1_000_000);
}

/** Half away from zero, like the services. */
export function converted(minor: number, from: string, to: string, rate: number): number {
  const factor = 10 ** (digitsOf(to) - digitsOf(from));
  return Math.sign(minor) * Math.round((Math.abs(minor) * rate * factor) / 1_000_000);
}

export function rateText(rate: number): string {
  const text = String(rate).padStart(7, '0');
  return `${text.slice(0, -6)}.${text.slice(-6)}`.replace(/\.?0+$/, '');
}

import type { Random } from '../../core/random.js';
import type { Currency } from './money.js';
import type { PaymentPlan } from './order-parts.js';

/** What is special about an order; the first sixteen show one oddity each, so that small shops have them all. */
export interface Traits {
  currency: Currency;
  lines: number;
  customer: boolean;
  digital: boolean;
  ghost: boolean;
  payment: PaymentPlan;
  fulfil: 'none' | 'part' | 'all';
  refund: 'none' | 'part' | 'all' | 'shipping';
  cancelled: boolean;
  test: boolean;
  code: 'none' | 'percent' | 'fixed' | 'shipping' | 'free';
  automatic: boolean;
  taxes: number;
}

/** `fresh`: an order that has just been placed. */
export function traitsOf(random: Random, n: number, fresh: boolean): Traits {
  const traits: Traits = {
    currency: random.chance(0.72) ? 'USD' : random.pick(['EUR', 'EUR', 'GBP', 'CAD', 'JPY', 'KWD'] as const),
    lines: random.chance(0.003) ? random.int(51, 70) : random.int(1, 5),
    customer: !random.chance(0.04),
    digital: random.chance(0.04),
    ghost: random.chance(0.05),
    payment: random.chance(0.82) ? 'paid' : random.pick(['authorized', 'captured', 'pending', 'part'] as const),
    fulfil: random.chance(0.65) ? 'all' : random.chance(0.2) ? 'part' : 'none',
    refund: random.chance(0.9) ? 'none' : random.pick(['part', 'part', 'all', 'shipping'] as const),
    cancelled: random.chance(0.04),
    test: random.chance(0.01),
    code: random.chance(0.8) ? 'none' : random.pick(['percent', 'fixed', 'shipping'] as const),
    automatic: random.chance(0.12),
    taxes: random.chance(0.2) ? 2 : random.chance(0.1) ? 0 : 1,
  };
  const shown = SHOWCASE[n];
  if (shown !== undefined) {
    return {
      ...traits,
      customer: true,
      digital: false,
      ghost: false,
      cancelled: false,
      test: false,
      ...PLAIN,
      ...shown,
    };
  }
  return fresh ? { ...traits, ...FRESH } : traits;
}

const PLAIN: Partial<Traits> = {
  currency: 'USD',
  payment: 'paid',
  fulfil: 'all',
  refund: 'none',
  code: 'none',
  taxes: 1,
};
const FRESH: Partial<Traits> = {
  payment: 'paid',
  digital: false,
  fulfil: 'none',
  refund: 'none',
  cancelled: false,
  test: false,
  ghost: false,
};
const SHOWCASE: Partial<Traits>[] = [
  { currency: 'JPY' },
  { currency: 'KWD', code: 'percent' },
  { lines: 60 },
  { customer: false },
  { digital: true, fulfil: 'none' },
  { ghost: true },
  { lines: 3, refund: 'part' },
  { refund: 'all' },
  { lines: 3, fulfil: 'part' },
  { cancelled: true },
  { test: true },
  { lines: 4, code: 'percent', automatic: true, taxes: 2 },
  { refund: 'shipping' },
  { code: 'free' },
  { payment: 'authorized', fulfil: 'none' },
  { currency: 'EUR', code: 'fixed', refund: 'part', lines: 3 },
];

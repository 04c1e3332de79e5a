import type { LedgerSettlement } from '../ledger.types.js';
import type { Gateway } from '../sales.js';
import { converted, digitsOf, rateOf, rateText } from './minor-units.js';

/** What a service takes, into which currencies it settles, and when it pays out. */
export interface Terms {
  /** Ten-thousandths of the sum, and a fixed part in hundredths of a unit. */
  fee: { share: number; fixed: number };
  /** Ten-thousandths on top where the money was converted. */
  conversion: number;
  /** For a dispute, in hundredths of a unit; given back when it is won. */
  dispute: number;
  /** Currencies that are kept as they are; others become the account's. Null: all are. */
  settled: readonly string[] | null;
  payouts: {
    every_days: number;
    /** UTC. */
    hour: number;
    /** How long after a payment it can be paid out. */
    delay_ms: number;
    /** One in how much of the balance stays in the account; 0: nothing. */
    keeps: number;
    arrives_days: number;
  };
  /** Attempts that were declined are in the books. */
  shows_failed: boolean;
}

export const ACCOUNT_CURRENCY = 'USD';
export const DAY = 86_400_000;

export const TERMS: Record<Gateway, Terms> = {
  stripe: {
    fee: { share: 290, fixed: 30 },
    conversion: 100,
    dispute: 1500,
    settled: ['USD', 'EUR'],
    payouts: { every_days: 1, hour: 5, delay_ms: 2 * DAY, keeps: 0, arrives_days: 2 },
    shows_failed: true,
  },
  paypal: {
    fee: { share: 349, fixed: 49 },
    conversion: 0,
    dispute: 2000,
    settled: null,
    payouts: { every_days: 7, hour: 9, delay_ms: 0, keeps: 10, arrives_days: 1 },
    shows_failed: false,
  },
  square: {
    fee: { share: 290, fixed: 30 },
    conversion: 0,
    dispute: 0,
    settled: null,
    payouts: { every_days: 1, hour: 23, delay_ms: 0, keeps: 0, arrives_days: 1 },
    shows_failed: true,
  },
};

/** Hundredths of a unit in the currency's smallest: 30 cents, 300 fils, and 30 yen, since a yen is worth about a cent. */
function unitsOf(hundredths: number, currency: string): number {
  return hundredths * 10 ** Math.max(0, digitsOf(currency) - 2);
}

/** `amount` in minor units of `currency`, signed; `kind` decides the fee. */
export function settlementOf(
  gateway: Gateway,
  amount: number,
  currency: string,
  kind: 'payment' | 'refund' | 'dispute' | 'reversal',
): LedgerSettlement {
  const terms = TERMS[gateway];
  const into = terms.settled === null || terms.settled.includes(currency) ? currency : ACCOUNT_CURRENCY;
  const rate = into === currency ? null : rateOf(currency, into);
  const gross = rate === null ? amount : converted(amount, currency, into, rate);
  const fee = feeOf(terms, gross, into, rate !== null, kind);
  return { currency: into, gross, fee, net: gross - fee, rate: rate === null ? null : rateText(rate) };
}

function feeOf(terms: Terms, gross: number, currency: string, converts: boolean, kind: string): number {
  if (kind === 'dispute') return unitsOf(terms.dispute, currency);
  if (kind === 'reversal') return terms.dispute === 0 ? 0 : -unitsOf(terms.dispute, currency);
  // Since years none of them gives its fee back with a refund.
  if (kind === 'refund') return 0;
  const share = terms.fee.share + (converts ? terms.conversion : 0);
  return Math.min(gross, Math.round((gross * share) / 10_000) + unitsOf(terms.fee.fixed, currency));
}

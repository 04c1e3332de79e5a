import type { TransactionType } from '../provider.records.js';

/**
 * PayPal's transaction event codes (developer.paypal.com/docs/transaction-search/transaction-event-codes): `T`, two digits of a
 * group, two of the code. What each is to a merchant, whose money grows by a positive amount:
 *
 * - `sale`       a payment when money came; money that the merchant sent is no payment of a customer
 * - `withdrawal` a payout when money went to the bank
 * - `none`       moves no money: authorisations, and what is only shown
 */
type Meaning = TransactionType | 'sale' | 'withdrawal' | 'none';

/** PayPal says that the group is enough to reconcile by; where a group mixes kinds, only codes that are listed are classified. */
const GROUPS: Readonly<Record<string, Meaning>> = {
  T00: 'sale',
  T01: 'fee',
  /** Currency conversion: one row out of a balance, one into another. */
  T02: 'adjustment',
  /** From the bank, by debit card, by credit card; bonuses, incentives, bills. */
  T03: 'adjustment',
  T04: 'withdrawal',
  T05: 'adjustment',
  T06: 'adjustment',
  T07: 'adjustment',
  T08: 'adjustment',
  T09: 'adjustment',
  T10: 'adjustment',
  T13: 'none',
  T14: 'adjustment',
  /** Holds. */
  T15: 'adjustment',
  T16: 'adjustment',
  T17: 'adjustment',
  T18: 'adjustment',
  T19: 'adjustment',
  T20: 'adjustment',
  /** Reserves, holds and their releases. */
  T21: 'adjustment',
  T22: 'adjustment',
  T30: 'sale',
  T50: 'adjustment',
  T97: 'adjustment',
  T98: 'none',
  T99: 'adjustment',
};

/** Groups T11 (reversals) and T12 (adjustments) mix refunds, chargebacks, fees and holds. */
const CODES: Readonly<Record<string, Meaning>> = {
  /** Of no other kind of reversal. */
  T1100: 'adjustment',
  /** A withdrawal, a debit card's purchase, points, a deposit that came back; a hold that ended. */
  T1101: 'adjustment',
  T1102: 'adjustment',
  T1103: 'adjustment',
  T1104: 'adjustment',
  T1105: 'adjustment',
  /** By PayPal: how a dispute that was lost is paid. */
  T1106: 'chargeback',
  T1107: 'refund',
  T1108: 'fee',
  T1109: 'fee',
  /** Held for a dispute, and let go. */
  T1110: 'adjustment',
  T1111: 'adjustment',
  T1112: 'adjustment',
  /** A credit that refers to no payment. */
  T1113: 'refund',
  T1114: 'adjustment',
  T1115: 'adjustment',
  T1116: 'adjustment',
  T1117: 'adjustment',
  T1118: 'refund',
  T1119: 'adjustment',
  T1200: 'adjustment',
  T1201: 'chargeback',
  T1202: 'chargeback',
  T1203: 'adjustment',
  T1204: 'adjustment',
  T1205: 'chargeback',
  T1207: 'chargeback',
  T1208: 'chargeback',
};

export type RowKind =
  { kind: 'transaction'; type: TransactionType; known: boolean } | { kind: 'payout' } | { kind: 'none' };

/** @param isNegative whether the row's amount took money away. */
export function kindOf(code: string, isNegative: boolean): RowKind {
  const meaning = CODES[code] ?? (/^T\d{4}$/.test(code) ? GROUPS[code.slice(0, 3)] : undefined);
  switch (meaning) {
    case undefined:
      return { kind: 'transaction', type: 'adjustment', known: false };
    case 'none':
      return { kind: 'none' };
    case 'sale':
      return { kind: 'transaction', type: isNegative ? 'adjustment' : 'payment', known: true };
    case 'withdrawal':
      return isNegative ? { kind: 'payout' } : { kind: 'transaction', type: 'adjustment', known: true };
    default:
      return { kind: 'transaction', type: meaning, known: true };
  }
}

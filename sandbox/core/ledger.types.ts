import type { Gateway } from './sales.js';

/**
 * The books of a payment service, before they get the service's own wire shape: what happened with the money, in minor units
 * (cents; whole yen), so that the services' stand-ins differ in protocol and not in bookkeeping. Times are in ms.
 */

/** What a movement did to the balance: minor units of the settlement currency; net = gross - fee. Signed as the merchant sees it. */
export interface LedgerSettlement {
  currency: string;
  gross: number;
  fee: number;
  net: number;
  /** Settled units for one unit of what the customer paid; null where the currency is the same. */
  rate: string | null;
}

export interface LedgerPayment {
  /** The service's id, see SandboxSale. */
  id: string;
  /** What led to it: `pi_…`, PayPal order id, Square order id. */
  intent_id: string;
  /** Position in the books, from 0. */
  n: number;
  status: 'succeeded' | 'pending' | 'failed';
  /** Minor units, positive. */
  amount: number;
  currency: string;
  created: number;
  settlement: LedgerSettlement | null;
  email: string | null;
  name: string | null;
  country: string | null;
  card: { brand: string; last4: string; exp_month: number; exp_year: number } | null;
  /** What the shop's plug-in told the service of the order; null: nothing. */
  order: { platform: string; shop: string; order_id: string; order_number: string; reference: string | null } | null;
  /** Free text of the shop or the customer; some hold a card number that nobody should have written there. */
  description: string | null;
  refunds: LedgerRefund[];
  dispute: LedgerDispute | null;
  /** The payout that paid it; null: not paid out yet. */
  payout_id: string | null;
}

export interface LedgerRefund {
  id: string;
  payment_id: string;
  status: 'succeeded' | 'pending' | 'failed';
  /** Minor units of the payment's currency, positive. */
  amount: number;
  currency: string;
  created: number;
  reason: string | null;
  settlement: LedgerSettlement | null;
  payout_id: string | null;
  /** What the caller gave along (metadata, custom id), when it was made over the API. */
  note: Record<string, string>;
}

export interface LedgerDispute {
  id: string;
  payment_id: string;
  status: 'needs_response' | 'under_review' | 'won' | 'lost';
  reason: string;
  amount: number;
  currency: string;
  created: number;
  evidence_due: number;
  /** Money taken (and the service's fee for it), and given back when it was won. */
  withdrawn: LedgerEntry | null;
  reinstated: LedgerEntry | null;
}

export type LedgerEntryKind = 'payment' | 'refund' | 'dispute' | 'dispute_reversal' | 'fee' | 'adjustment';

/** One movement of the balance: every payment, refund … that settled has one, and fees and adjustments of the account are only that. */
export interface LedgerEntry {
  /** The base of the service's id of the movement (`txn_…`, payout entry, PayPal transaction). */
  id: string;
  kind: LedgerEntryKind;
  /** Id of the payment, refund or dispute; null for a fee or adjustment of the account. */
  source_id: string | null;
  settlement: LedgerSettlement;
  created: number;
  description: string;
  payout_id: string | null;
}

export interface LedgerPayout {
  id: string;
  currency: string;
  /** Minor units: the sum of its entries' nets, and at PayPal what was left after the payout before it, less `balance_after`. */
  amount: number;
  status: 'paid' | 'in_transit' | 'pending' | 'failed';
  created: number;
  /** `YYYY-MM-DD` */
  arrival_date: string;
  entries: LedgerEntry[];
  /** What was left of this currency's balance, in minor units. */
  balance_after: number;
}

/** A trouble that was put into the books on purpose: what reconciliation must find, and nothing else. */
export interface PlantedTrouble {
  kind:
    | 'missing_payment'
    | 'double_payment'
    | 'wrong_amount_under'
    | 'wrong_amount_over'
    | 'refund_in_later_payout'
    | 'other_currency'
    /** Belongs to no order of any shop: its platform, shop and order_id are empty. */
    | 'orphan_payment';
  gateway: Gateway;
  platform: string;
  shop: string;
  order_id: string;
  /** The service's ids of the payments or the refund that it is about, the one that stands out last; none where the payment is missing. */
  ids: string[];
}

/** What changed in the books, for webhooks. */
export type LedgerChange =
  | { kind: 'payment'; payment: LedgerPayment; is_new: boolean }
  | { kind: 'refund'; refund: LedgerRefund; is_new: boolean }
  | { kind: 'dispute'; dispute: LedgerDispute; is_new: boolean }
  | { kind: 'payout'; payout: LedgerPayout; is_new: boolean };

export interface NewPayment {
  amount: number;
  currency: string;
  email?: string;
  order?: LedgerPayment['order'];
  description?: string;
  created?: number;
}

/** The books of one service. Made at their first use, from the seed alone; what happens afterwards is written into them. */
export interface Ledger {
  readonly gateway: Gateway;
  /** All of them in the order in which they happened (`created`, then id). Live arrays: do not change them. */
  readonly payments: readonly LedgerPayment[];
  readonly refunds: readonly LedgerRefund[];
  readonly disputes: readonly LedgerDispute[];
  readonly entries: readonly LedgerEntry[];
  readonly payouts: readonly LedgerPayout[];
  readonly planted: readonly PlantedTrouble[];
  /** The account's own currency, into which others are settled. */
  readonly currency: string;
  /** The time that the books have reached (ms); later events happen at the wall clock. */
  readonly epoch: number;
  payment(id: string): LedgerPayment | undefined;
  refundOf(id: string): LedgerRefund | undefined;
  disputeOf(id: string): LedgerDispute | undefined;
  payoutOf(id: string): LedgerPayout | undefined;
  entryOf(id: string): LedgerEntry | undefined;
  /** Minor units that can still be refunded. */
  left(payment: LedgerPayment): number;
  pay(payment: NewPayment): LedgerPayment;
  /** Writes a refund; the caller has checked that so much is left. `status` default succeeded. */
  refund(
    payment: LedgerPayment,
    amount: number,
    options?: { reason?: string | null; note?: Record<string, string>; status?: LedgerRefund['status'] },
  ): LedgerRefund;
  /** Ends a refund that was written as pending. */
  finish(refund: LedgerRefund, status: 'succeeded' | 'failed'): void;
  dispute(payment: LedgerPayment, reason?: string): LedgerDispute;
  /** Ends a dispute. */
  decide(dispute: LedgerDispute, status: 'won' | 'lost'): void;
  /** Pays out everything of the currency that is not paid out yet; undefined when there is nothing. */
  payOut(currency?: string): LedgerPayout | undefined;
  /** Is told of every change after the books were made. */
  onChange(listener: (change: LedgerChange) => void): void;
}

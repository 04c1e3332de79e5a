import type { Json } from '../../../common/json.js';

/**
 * What providers hand over: money as it moved, in one shape, whoever it comes from. Data fields bear the database's names.
 */

/** Decimal text in major units with the currency's own digits ("143.30", "1500" for JPY, "1.500" for KWD), never a float. */
export type Money = string;

/** `adjustment`: whatever is none of the other four (reserves, transfers, corrections, what a provider newly invented). */
export const TRANSACTION_TYPES = ['payment', 'refund', 'chargeback', 'fee', 'adjustment'] as const;
export type TransactionType = (typeof TRANSACTION_TYPES)[number];

export const TRANSACTION_STATUSES = ['pending', 'completed', 'failed', 'cancelled'] as const;
export type TransactionStatus = (typeof TRANSACTION_STATUSES)[number];

/** One part of what the provider kept. */
export interface FeeLine {
  /** The provider's word: `stripe_fee`, `application_fee`, `tax`, `INITIAL`. */
  type: string;
  /** Positive: kept by the provider; negative: given back. In the transaction's `settlement_currency`. */
  amount: Money;
  description: string | null;
}

/**
 * One movement of money, or one that is under way or failed. Signs are the merchant's: a payment is positive; a refund, a
 * chargeback and a fee are negative; a chargeback that is given back is positive.
 */
export interface ProviderTransaction {
  /**
   * The provider's id, unique within the processor and the same whichever list it was read from. Stripe: `ch_`, `re_`, `dp_` (or
   * `du_`) for the money taken by a dispute, `txn_` for everything that is only a balance transaction. PayPal: the transaction id
   * (a payment's capture id). Square: payment id, refund id, dispute id, else the payout entry's id.
   */
  platform_transaction_id: string;
  type: TransactionType;
  status: TransactionStatus;
  /** The provider's own words, unmapped: `charge`, `T0006`, `CHARGE`; `succeeded`, `S`, `COMPLETED`. */
  provider_type: string;
  provider_status: string | null;
  /** False: this version does not know the provider's type or status. Such a one is `adjustment`/`pending`, kept raw, never dropped. */
  is_classified: boolean;
  /** What the customer paid or got back, in the currency that they saw. */
  amount: Money;
  /** ISO 4217, upper case. */
  currency: string;
  /** What came into the balance before fees, signed, and in which currency. Null: nothing has come (yet). */
  settlement_amount: Money | null;
  settlement_currency: string | null;
  /** Settled units for one unit of `currency`, as the provider tells it; null where both are the same. */
  exchange_rate: string | null;
  /** What the provider kept, in `settlement_currency`; negative: given back. Null: not known yet. */
  fee_amount: Money | null;
  /** `settlement_amount - fee_amount`: what the balance changed by. Null: not (yet). */
  net_amount: Money | null;
  fee_lines: FeeLine[];
  /** The payout that paid it, where this record tells. */
  platform_payout_id: string | null;
  /** The payment that a refund or a chargeback belongs to, by `platform_transaction_id`. */
  parent_platform_id: string | null;
  /** Other ids of the same payment that a shop may have written down: payment intent, PayPal order, Square order. Not its own. */
  own_references: string[];
  /** What the shop told the provider of its order: invoice id, custom id, reference id, metadata values; texts as given. */
  order_references: string[];
  customer_email: string | null;
  customer_name: string | null;
  description: string | null;
  /** The request of ours that made this refund (its `refund_id`), where the provider gives it back; else null. */
  refund_request_id: string | null;
  /** ISO 8601 UTC with `Z`. */
  occurred_at: string;
  /** The provider's answer as it came; card data is taken out before it is stored. */
  gateway_response: Json;
}

export const PAYOUT_STATUSES = ['pending', 'in_transit', 'paid', 'failed', 'cancelled'] as const;
export type PayoutStatus = (typeof PAYOUT_STATUSES)[number];

/** Money sent to the merchant's bank; negative: taken from it. */
export interface ProviderPayout {
  platform_payout_id: string;
  /** What arrives, in `currency`. */
  amount: Money;
  currency: string;
  /** What this payout itself cost (instant payouts), positive; "0" where nothing. Its lines tell it too. */
  fee_amount: Money;
  status: PayoutStatus;
  provider_status: string;
  /** `YYYY-MM-DD`. */
  arrival_date: string | null;
  /** ISO 8601 UTC with `Z`. */
  initiated_at: string;
  /** `•••• 6789`: never more of an account than its last four. */
  destination: string | null;
  /** What was left in the balance of this currency after it, where the provider tells (PayPal); else null. */
  balance_after: Money | null;
  gateway_response: Json;
}

export const PAYOUT_LINE_CATEGORIES = [
  'payment',
  'refund',
  'chargeback',
  'chargeback_reversal',
  'fee',
  'adjustment',
  'reserve',
  'transfer',
  /** A payout that failed and came back. */
  'payout_return',
  /** Balance that was there before the first line, and that stayed after the last (lines that we derive). */
  'brought_forward',
  'carried_forward',
  /** A provider's type that this version does not know: shown, summed, an exception. */
  'unclassified',
] as const;
export type PayoutLineCategory = (typeof PAYOUT_LINE_CATEGORIES)[number];

/** One line of a payout as the provider itemises it. All nets of a payout together are its amount. */
export interface ProviderPayoutLine {
  platform_payout_id: string;
  /** Unique within the payout: `txn_…`, the entry's id. */
  platform_line_id: string;
  /** The transaction that it is of, by `platform_transaction_id`; null: of none. */
  platform_transaction_id: string | null;
  category: PayoutLineCategory;
  provider_type: string;
  /** Signed as in a transaction; net = gross - fee; in the payout's currency. */
  gross_amount: Money;
  fee_amount: Money;
  net_amount: Money;
  currency: string;
  description: string | null;
  occurred_at: string;
}

export interface BadProviderRecord {
  platform_id: string | null;
  reason: string;
  raw: Json;
}

/** A page of a read: whatever the provider's list brought. All arrays may be empty. */
export interface ProviderPage {
  transactions: ProviderTransaction[];
  payouts: ProviderPayout[];
  payout_lines: ProviderPayoutLine[];
  /** Payouts of which every line has now been handed over (in this page or before it). */
  complete_payouts: string[];
  bad: BadProviderRecord[];
  /** Resume after this page from here. */
  cursor: Json;
  /** How many records the whole read has, when the provider tells; for progress only. */
  total: number | null;
}

export const NO_RECORDS: Omit<ProviderPage, 'cursor' | 'total'> = Object.freeze({
  transactions: [],
  payouts: [],
  payout_lines: [],
  complete_payouts: [],
  bad: [],
});

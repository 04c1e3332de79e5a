import type { DomainEvent } from '../../common/events/domain-event.js';

/** What others may listen to. `user_id` of the event says whose it is; `store_id` is null. */
export const PROCESSOR_CONNECTED = 'payments.processor_connected';
export const PROCESSOR_DELETED = 'payments.processor_deleted';
export const PROCESSOR_CONNECTION_FAILED = 'payments.connection_failed';
export const PAYMENTS_SYNCED = 'payments.synced';
export const PAYMENTS_CHANGED = 'payments.changed';
export const PAYOUTS_CHANGED = 'payments.payouts_changed';
export const PAYMENTS_REFUNDED = 'payments.refunded';
export const PAYMENTS_REFUND_FAILED = 'payments.refund_failed';

/** Verified and sealed: for the first time, again after it was deleted, or with other credentials of the same account. */
export type ProcessorConnected = DomainEvent<{ processor_id: string; provider: string; name: string }>;
export type ProcessorDeleted = DomainEvent<{ processor_id: string; provider: string; name: string }>;
export type ProcessorConnectionFailed = DomainEvent<{
  processor_id: string;
  name: string;
  code: string;
  message: string;
}>;
/** An import went through; how many transactions it brought. */
export type PaymentsSynced = DomainEvent<{ processor_id: string; mode: string; created: number; updated: number }>;
/** Ids of transactions that are new, and of those that changed (also those that a payout was found for). */
export type PaymentsChanged = DomainEvent<{ processor_id: string; created: string[]; updated: string[] }>;
/** Ids of payouts that are new or changed, or whose lines did. */
export type PayoutsChanged = DomainEvent<{ processor_id: string; payout_ids: string[] }>;

/** What the processors kept of these orders' money, or what was left of it, is another sum now. `store_id` says of which store. */
export const ORDER_FEES_CHANGED = 'payments.order_fees_changed';
export type OrderFeesChanged = DomainEvent<{ order_ids: string[] }>;
/** A person has tied a payment to an order, or loosened it (`order_id` null). */
export const TRANSACTION_MATCHED = 'payments.transaction_matched';
export type TransactionMatched = DomainEvent<{
  transaction_id: string;
  order_id: string | null;
  was_of: string | null;
}>;
/**
 * A refund that was asked for here is known at its provider (which may still carry it out). `transaction_id`: the payment;
 * `refund_id`: the refund's own transaction; amount positive; `gateway` and `reference`: who gave it back, and their id of it.
 */
export type PaymentsRefunded = DomainEvent<{
  transaction_id: string;
  refund_id: string;
  order_id: string | null;
  amount: string;
  currency: string;
  reason: string | null;
  gateway: string;
  reference: string | null;
}>;
/** The provider took such a refund on and could not carry it out afterwards. */
export type PaymentsRefundFailed = DomainEvent<{
  transaction_id: string | null;
  refund_id: string;
  order_id: string | null;
}>;

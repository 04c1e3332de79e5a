import type { DomainEvent } from '../../common/events/domain-event.js';

/** What others may listen to. `user_id` of the event says whose it is; `store_id` is null. */
export const PROCESSOR_CONNECTED = 'payments.processor_connected';
export const PROCESSOR_DELETED = 'payments.processor_deleted';
export const PROCESSOR_CONNECTION_FAILED = 'payments.connection_failed';
export const PAYMENTS_SYNCED = 'payments.synced';
export const PAYMENTS_CHANGED = 'payments.changed';
export const PAYOUTS_CHANGED = 'payments.payouts_changed';

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

/**
 * An inbox: a table of deliveries, and whose they are. Beside `own_columns` all have the same columns: id, delivery_id, topic,
 * resource, platform_id, body, headers, status, attempts, next_attempt_at, last_error, received_at, processed_at.
 * Everything here is SQL or words of ours, never input.
 */
export interface InboxTable {
  name: string;
  /** The column that says whose a delivery is (`store_id`), and the table that it points at. */
  owner_column: string;
  owner_table: string;
  /** Text columns that only this inbox has, given with each delivery; and those of them that the lists show. */
  own_columns: readonly string[];
  shown_columns: readonly string[];
  /** SQL over `owner`: whether it can be asked now. Deliveries of one that cannot wait until it can. */
  may_be_asked: string;
  /** The NOTIFY channel that wakes its workers. */
  channel: string;
  /** What a person calls the owner: `Store`. */
  owner_label: string;
  /** What the audit log calls the owner and a delivery: `store`, `webhook_delivery`. */
  owner_word: string;
  delivery_word: string;
}

/** Injects the {@link InboxTable} of the module that it stands in. */
export const INBOX_TABLE = Symbol('ksap:inbox_table');

export const DELIVERY_STATUSES = ['received', 'processed', 'ignored', 'failed', 'dead'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** SQL of a delivery that still has to be worked off. */
export const WAITING = `status IN ('received', 'failed')`;

/** Whose deliveries they are, and which user that is of. */
export interface InboxOwner {
  id: string;
  user_id: string;
}

import type { JsonObject } from '../../../common/json.js';
import type { JobView } from '../../jobs/jobs.api.js';
import type { OrderStatus } from '../platforms/platform.records.js';
import type {
  CancelRequest,
  FulfillmentRequest,
  OrderEdit,
  ProductChange,
  ProductDraft,
  RefundNote,
  StockChange,
  TrackingChange,
} from '../platforms/platform.writes.js';

/** Stock of a variant that the change itself makes: it is known by its options. */
export interface NewStock {
  options: Record<string, string>;
  set: number;
}

/**
 * What each kind of change carries; ids are the platform's. Stock that goes with a product is set by calls of its own, when
 * the product is done and before the change is settled: `outcome.stock` has the outcomes.
 */
export interface ChangeOf {
  'product.create': ProductDraft & { new_stock?: NewStock[] };
  'product.update': {
    platform_product_id: string;
    change: ProductChange;
    stock?: StockChange[];
    new_stock?: NewStock[];
  };
  'product.delete': { platform_product_id: string };
  'stock.set': { changes: StockChange[] };
  'order.move': { platform_order_id: string; to: OrderStatus };
  'order.fulfill': FulfillmentRequest;
  'order.track': TrackingChange;
  'order.cancel': CancelRequest;
  'order.edit': { platform_order_id: string; edit: OrderEdit };
  'order.note_refund': RefundNote;
}

export type ChangeKind = keyof ChangeOf;

/** A change that a person (or a rule of theirs) wants made at the platform. */
export interface StoreChange<K extends ChangeKind = ChangeKind> {
  kind: K;
  user_id: string;
  store_id: string;
  /** The row here that it is about: one change of it at a time. For `product.create` the id that its row will have. */
  subject_id: string;
  /** What is sent; kept until it is settled, so no secrets. */
  payload: ChangeOf[K];
  /** For whoever observes the change (who asked, in which words); not sent. */
  context: JsonObject;
}

export interface SettledChange<K extends ChangeKind = ChangeKind> extends StoreChange<K> {
  /** The platform's idempotency key, and the mark that look-ups go by. */
  id: string;
  /**
   * What the platform answered, as plain data: `{ platform_product_id, stock? }`, `{ platform_fulfillment_id }`,
   * `{ platform_refund_id }`, `{ outcomes }`.
   * `product.create` adds `record_id`: the subject's id, unless a webhook of the new product was quicker and made its row.
   */
  outcome: JsonObject;
}

/**
 * `done`: the platform did it, and its record as it is now is stored. `pending`: it was sent, no answer was heard, and a
 * look at the platform could not settle it yet; the job goes on until it is known.
 */
export type ChangeResult =
  { state: 'done'; id: string; outcome: JsonObject } | { state: 'pending'; id: string; job: JobView };

/** A change that was asked for before. */
export interface PastChange {
  id: string;
  /** `sent`: not settled yet. `given_up`: what became of it is not known, and nobody asks any more. */
  state: 'sent' | 'done' | 'refused' | 'given_up';
  outcome: JsonObject | null;
  error: { code: string; message: string } | null;
}

import type { Json, JsonObject } from '../../../common/json.js';
import type { PlatformConnection, SyncResource } from './platform.connection.js';
import type {
  Money,
  OrderStatus,
  PlatformFulfillment,
  PlatformImage,
  PlatformInventory,
  PlatformProduct,
  PlatformVariant,
} from './platform.records.js';

/**
 * What platforms can be asked to change. Each capability is an optional member of the platform; a write says what was
 * heard of it:
 *
 * - it returns: the platform has done it;
 * - ProviderError `rejected`, `auth`, `throttled`, `unavailable`, …: it has not, nothing changed there;
 * - ProviderError `unknown_outcome`: sent, but no answer was heard. The caller asks with the matching `find…` before it
 *   does anything again. Writes that set absolute values are sent as idempotent calls where repeating them is harmless.
 *
 * `key` is the write's own id (UUID), the same whenever it is tried again: the platform's idempotency key where it takes one,
 * else a mark that the look-up can find (a note, a meta field) where the platform can carry one.
 */

/** Values of one variant; what is undefined stays as it is, null clears. */
export interface VariantValues {
  title?: string | null;
  sku?: string | null;
  barcode?: string | null;
  price?: Money;
  compare_at_price?: Money | null;
  cost_per_item?: Money | null;
  weight?: string | null;
  weight_unit?: PlatformVariant['weight_unit'];
  track_inventory?: boolean;
  /** Only where the platform keeps one number; stock by location goes through {@link PlatformStock}. */
  inventory_quantity?: number;
  /** `{ "Size": "M" }` */
  options?: Record<string, string>;
  image_url?: string | null;
}

export interface VariantChange extends VariantValues {
  /** Null: a new variant. */
  platform_variant_id: string | null;
}

/** Values of a product; what is undefined stays as it is, null clears. */
export interface ProductValues {
  title?: string;
  /** HTML. */
  description?: string | null;
  handle?: string | null;
  vendor?: string | null;
  product_type?: string | null;
  status?: PlatformProduct['status'];
  tags?: string[];
  /** By public address; the platform fetches them itself. Whole: images that are not named are removed. */
  images?: { url: string; alt: string | null; platform_image_id?: PlatformImage['platform_image_id'] }[];
}

/** `variants` has at least one; a simple product's only variant has no options. */
export interface ProductDraft extends ProductValues {
  title: string;
  variants: VariantValues[];
}

export interface ProductChange extends ProductValues {
  /** Those to change or to add, by id. The others stay. */
  variants?: VariantChange[];
  remove_variants?: string[];
}

export interface BulkProductChange {
  platform_product_id: string;
  change: ProductChange;
}

export interface BulkOutcome {
  platform_product_id: string;
  /** Null: done. Else the platform's own words, and nothing changed on this product. */
  error: { code: string; message: string } | null;
  /** As the platform has it after the change, where its answer (or one read of the whole batch) tells. */
  record: PlatformProduct | null;
}

export interface PlatformCatalogue {
  /** Most changes that one call of `applyAll` takes. */
  readonly bulk_size: number;
  /** Fields that this platform has no place for: a change that names one is refused before anything is sent. */
  readonly unsupported_fields: readonly (keyof ProductValues | keyof VariantValues)[];
  /** Gives the product as the platform has it now. */
  create(connection: PlatformConnection, draft: ProductDraft, key: string): Promise<PlatformProduct>;
  /** The product that an unheard `create` with this key made, or null when it made none. */
  findCreated(connection: PlatformConnection, draft: ProductDraft, key: string): Promise<PlatformProduct | null>;
  /** Sets absolute values, so that twice is once. Throws `rejected` when the product is gone. */
  update(connection: PlatformConnection, platform_product_id: string, change: ProductChange): Promise<PlatformProduct>;
  /** An already missing one is fine. */
  remove(connection: PlatformConnection, platform_product_id: string): Promise<void>;
  /**
   * Changes many products by the platform's own batch calls; at most `bulk_size` of them, each product at most once.
   * Gives an outcome for each. Where the platform works it off by itself (Shopify's bulk mutations, Magento's async bulk),
   * `keep` is told what is needed to ask for the outcome later, before waiting for it; a call with that `handle` goes on
   * waiting instead of sending again.
   */
  applyAll(
    connection: PlatformConnection,
    changes: BulkProductChange[],
    work: { key: string; handle: Json; keep: (handle: JsonObject) => Promise<void> },
  ): Promise<BulkOutcome[]>;
}

export interface PlatformLocation {
  platform_location_id: string;
  name: string;
  is_active: boolean;
}

export interface StockChange {
  platform_product_id: string;
  platform_variant_id: string;
  platform_inventory_item_id: string | null;
  /** Null: the platform's only or default one. */
  platform_location_id: string | null;
  /** The new quantity… */
  set: number;
  /** …provided that it is this one now. Null: whatever it is. */
  expected: number | null;
}

export interface StockOutcome {
  platform_variant_id: string;
  platform_location_id: string | null;
  /** `stale`: it was not what was expected, and nothing changed. */
  result: 'set' | 'stale' | 'refused';
  /** What the platform has now, where it told. */
  available: number | null;
  message: string | null;
}

export interface PlatformStock {
  locations(connection: PlatformConnection): Promise<PlatformLocation[]>;
  /** Compare-and-set, by the platform's own means where it has one; else read, compare, write. */
  setQuantities(connection: PlatformConnection, changes: StockChange[], key: string): Promise<StockOutcome[]>;
}

export interface Tracking {
  /** The carrier's name as the platform knows it ("UPS", "DHL Express"). */
  carrier: string;
  tracking_number: string;
  tracking_url: string | null;
}

export interface FulfillmentRequest {
  platform_order_id: string;
  /** By line: at least one, each at least 1 and no more than is left. */
  items: { platform_item_id: string; quantity: number }[];
  platform_location_id: string | null;
  notify_customer: boolean;
  tracking: Tracking | null;
  shipped_at: string | null;
}

export interface TrackingChange extends Tracking {
  platform_order_id: string;
  platform_fulfillment_id: string;
  notify_customer: boolean;
  shipped_at: string | null;
}

export interface CancelRequest {
  platform_order_id: string;
  reason: 'customer' | 'inventory' | 'fraud' | 'declined' | 'other';
  note: string | null;
  restock: boolean;
  notify_customer: boolean;
}

export interface OrderEdit {
  /** The shop's own note on the order. */
  notes?: string | null;
  tags?: string[];
}

/** Money that a payment provider has given back already, for the shop to know of it. */
export interface RefundNote {
  platform_order_id: string;
  /** Positive, in the order's currency. */
  amount: Money;
  currency: string;
  reason: string | null;
  /** Who gave it back ("Stripe"), and their id of it. */
  gateway: string;
  reference: string | null;
}

export interface NotedRefund {
  /** The platform's own record of the refund. Null: it has none that moves no money; it stands among the order's notes. */
  platform_refund_id: string | null;
}

export interface PlatformOrders {
  /** Statuses that {@link move} can bring about here; the others follow from fulfilling, shipping and cancelling. */
  readonly moves: readonly OrderStatus[];
  /** Whether orders have tags and a note that can be written here. */
  readonly editable: readonly (keyof OrderEdit)[];
  /** Repeating it is harmless: an order that is there already is left alone. */
  move(connection: PlatformConnection, platform_order_id: string, to: OrderStatus): Promise<void>;
  /**
   * Ships lines; gives the new fulfilment, the first where the platform takes several. Never more than is left: `rejected`,
   * and nothing changed. `known`: it was sent before and is not found whole; those that were there before that. Of the
   * others, what the earlier try made is not made again: only the rest is shipped.
   */
  fulfill(
    connection: PlatformConnection,
    request: FulfillmentRequest,
    key: string,
    known?: string[],
  ): Promise<PlatformFulfillment>;
  /**
   * The fulfilment that an unheard `fulfill` with this key made (as that gives it), or null when it made none, or not all of
   * it. `known`: those that were there before.
   */
  findFulfillment(
    connection: PlatformConnection,
    request: FulfillmentRequest,
    key: string,
    known: string[],
  ): Promise<PlatformFulfillment | null>;
  /** Sets the tracking of a fulfilment: absolute, so that twice is once. */
  track(connection: PlatformConnection, change: TrackingChange): Promise<void>;
  /** An order that is cancelled already is left alone (never restocked twice). */
  cancel(connection: PlatformConnection, request: CancelRequest, key: string): Promise<void>;
  edit(connection: PlatformConnection, platform_order_id: string, edit: OrderEdit): Promise<void>;
  /**
   * Tells the shop of a refund that was made elsewhere. Never moves money: no gateway of the shop's is asked to pay. Throws
   * `rejected` when the shop does not take it (more than it thinks is left).
   */
  noteRefund(connection: PlatformConnection, note: RefundNote, key: string): Promise<NotedRefund>;
  /** What an unheard `noteRefund` with this key has written, or null when it wrote nothing. */
  findRefundNote(connection: PlatformConnection, note: RefundNote, key: string): Promise<NotedRefund | null>;
}

/** What a platform has, by the day on which it was created or last changed, for finding what webhook and poll missed. */
export interface CensusEntry {
  platform_id: string;
  /** ISO 8601 UTC. */
  platform_created_at: string | null;
  platform_updated_at: string | null;
}

export interface PlatformCensus {
  readonly resources: readonly SyncResource[];
  /** How many records were created from `from` (inclusive) to `to` (exclusive), ISO UTC; null where it cannot be told cheaply. */
  count(connection: PlatformConnection, resource: SyncResource, from: string, to: string): Promise<number | null>;
  /**
   * All stock as it is now, page by page: where stock changes without any record's version telling, so that only looking
   * at all of it finds what was missed.
   */
  stock?(connection: PlatformConnection): AsyncGenerator<PlatformInventory[]>;
  /** Ids and versions of all records created in that time, page by page, without the records themselves where the platform lets. */
  list(connection: PlatformConnection, resource: SyncResource, from: string, to: string): AsyncGenerator<CensusEntry[]>;
  /** As `list`, of all records that were changed (or made) at `since` or later, ISO UTC by the platform's clock. */
  changed(connection: PlatformConnection, resource: SyncResource, since: string): AsyncGenerator<CensusEntry[]>;
}

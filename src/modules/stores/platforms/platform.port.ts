import type { Json, JsonObject } from '../../../common/json.js';
import type { OutboundClient } from '../../../common/outbound/outbound-client.js';

/**
 * The port that every e-commerce platform implements: one folder per platform behind it.
 * Adapters are stateless: all state is in the connection that they are handed and the cursor that they hand back.
 * Records are normalised here and nowhere else; data fields bear the database's names.
 */

export const PLATFORM_KEYS = ['shopify', 'woocommerce', 'magento'] as const;
export type PlatformKey = (typeof PLATFORM_KEYS)[number];

export const SYNC_RESOURCES = ['products', 'orders', 'inventory', 'customers'] as const;
export type SyncResource = (typeof SYNC_RESOURCES)[number];

/** Opened credentials: plain strings, kept in memory only for the call. */
export type PlatformCredentials = Record<string, string>;

/** What an adapter is given for each piece of work. */
export interface PlatformConnection {
  store_id: string;
  credentials: PlatformCredentials;
  http: OutboundClient;
  signal: AbortSignal;
  /** The store's own rate budget; call `take` before and `learn` after each call to the platform. */
  budget: RateBudget;
  /**
   * Waits. A short wait (≤ 5 s) sleeps, abortable; a longer one throws ResumeLater, which the engine
   * turns into a delayed run from the last cursor, so that a waiting store holds no worker.
   */
  pause(ms: number): Promise<void>;
}

export interface RateBudget {
  /** Waits until `cost` units are free. Units are the platform's: calls, or Shopify's cost points. */
  take(cost: number, signal?: AbortSignal): Promise<void>;
  /** What the platform itself said is left. */
  learn(state: { available: number; capacity: number; restore_per_second: number }): void;
  /** The platform said: not before this many milliseconds. */
  blockFor(ms: number): void;
}

export interface ShopInfo {
  /** The platform's own id of the shop, stable across renames. */
  platform_store_id: string;
  name: string;
  /** Host name, without scheme. */
  domain: string;
  /** ISO 4217. */
  currency: string;
  /** IANA name, or a fixed offset such as `+05:30` where the platform has only that. */
  timezone: string;
  /** What the person should know though the connection works ("orders older than 60 days are not granted"). */
  warnings: string[];
}

export interface ReadRequest {
  resource: SyncResource;
  mode: 'full' | 'incremental';
  /** Incremental: everything changed at or after this ISO time (UTC, `Z`). Null for full. */
  since: string | null;
  /** Where an earlier read stopped: the `cursor` of the last page that was stored. Null: from the start. */
  cursor: Json;
}

export interface BadRecord {
  platform_id: string | null;
  reason: string;
  raw: Json;
}

export interface ReadPage<T> {
  records: T[];
  bad: BadRecord[];
  /** Platform ids that the platform says are gone (deleted, trashed). */
  deleted: string[];
  /** Resume after this page from here. */
  cursor: Json;
  /** How many records the whole read has, when the platform tells; for progress only. */
  total: number | null;
}

/** Money: decimal text with the digits that the platform gave ("143.30", "1500"), never a float. */
export type Money = string;

export interface PlatformInventoryLevel {
  platform_location_id: string;
  location_name: string | null;
  available: number;
}

export interface PlatformVariant {
  platform_variant_id: string;
  platform_inventory_item_id: string | null;
  title: string | null;
  sku: string | null;
  barcode: string | null;
  price: Money | null;
  compare_at_price: Money | null;
  cost_per_item: Money | null;
  /** Null where the platform does not track this variant's stock. */
  inventory_quantity: number | null;
  track_inventory: boolean;
  weight: string | null;
  weight_unit: 'kg' | 'g' | 'lb' | 'oz' | null;
  /** `{ "Size": "M", "Colour": "Red" }` */
  options: Record<string, string>;
  /** From 1, the platform's order. */
  position: number;
  image_url: string | null;
  inventory_levels: PlatformInventoryLevel[];
}

export interface PlatformImage {
  platform_image_id: string | null;
  url: string;
  alt: string | null;
  position: number;
}

/** Every product has at least one variant; a simple product has exactly one, which bears its own price and stock. */
export interface PlatformProduct {
  platform_product_id: string;
  title: string;
  /** HTML as the platform has it. */
  description: string | null;
  handle: string | null;
  url: string | null;
  /** Lowest variant's price, its compare-at price and cost: what a list shows. */
  price: Money | null;
  compare_at_price: Money | null;
  cost_per_item: Money | null;
  sku: string | null;
  barcode: string | null;
  /** Sum over tracked variants. */
  inventory_quantity: number;
  track_inventory: boolean;
  weight: string | null;
  weight_unit: 'kg' | 'g' | 'lb' | 'oz' | null;
  images: PlatformImage[];
  tags: string[];
  vendor: string | null;
  product_type: string | null;
  status: 'active' | 'draft' | 'archived';
  /** The platform's own word for it, unmapped. */
  platform_status: string | null;
  /** ISO 8601 UTC with `Z`. */
  platform_created_at: string | null;
  platform_updated_at: string | null;
  variants: PlatformVariant[];
}

export interface PlatformAddress {
  first_name: string | null;
  last_name: string | null;
  company: string | null;
  address1: string | null;
  address2: string | null;
  city: string | null;
  /** State or province: name or code as the platform gives it. */
  province: string | null;
  province_code: string | null;
  postal_code: string | null;
  /** ISO 3166-1 alpha-2. */
  country_code: string | null;
  phone: string | null;
  email: string | null;
}

export interface PlatformOrderItem {
  platform_item_id: string;
  /** Null when the product was deleted at the platform. */
  platform_product_id: string | null;
  platform_variant_id: string | null;
  title: string;
  variant_title: string | null;
  sku: string | null;
  quantity: number;
  /** One unit before discounts. */
  price: Money;
  /** The line after its discounts, before tax. */
  total: Money;
  discount_amount: Money;
  tax_amount: Money;
  fulfilled_quantity: number;
  refunded_quantity: number;
  properties: JsonObject;
}

export interface PlatformFulfillment {
  platform_fulfillment_id: string;
  status: string;
  carrier: string | null;
  tracking_number: string | null;
  tracking_url: string | null;
  /** The platform's shipment status ("in_transit", "delivered"), lower case, when it tells one. */
  shipment_status: string | null;
  shipped_at: string | null;
  delivered_at: string | null;
  items: { platform_item_id: string; quantity: number }[];
}

export interface PlatformRefund {
  platform_refund_id: string;
  /** Positive. */
  amount: Money;
  currency: string;
  reason: string | null;
  refunded_at: string | null;
  items: { platform_item_id: string; quantity: number; amount: Money }[];
}

export type OrderStatus = 'pending' | 'paid' | 'fulfilled' | 'shipped' | 'delivered' | 'cancelled';
export type OrderFulfillmentStatus = 'unfulfilled' | 'partial' | 'fulfilled';
export type OrderPaymentStatus =
  'pending' | 'authorized' | 'partially_paid' | 'paid' | 'partially_refunded' | 'refunded' | 'voided' | 'failed';

export interface PlatformOrder {
  platform_order_id: string;
  /** As the shop shows it ("#1001", "1043"). */
  order_number: string;
  platform_customer_id: string | null;
  customer_email: string | null;
  customer_name: string | null;
  customer_phone: string | null;
  billing_address: PlatformAddress | null;
  shipping_address: PlatformAddress | null;
  /** Sum of the lines after line discounts, before tax and shipping. */
  subtotal: Money;
  discount_amount: Money;
  tax_amount: Money;
  shipping_amount: Money;
  /** Fees that are neither goods nor shipping; may be negative. */
  fees_amount: Money;
  /** As placed; refunds do not lower it. */
  total_amount: Money;
  refunded_amount: Money;
  currency: string;
  status: OrderStatus;
  fulfillment_status: OrderFulfillmentStatus;
  payment_status: OrderPaymentStatus;
  /** The platform's own word(s), unmapped ("on-hold", "wc-custom"). */
  platform_status: string | null;
  payment_gateway: string | null;
  /** The processor's id of the payment, when the platform knows it: what reconciliation matches on. */
  payment_reference: string | null;
  notes: string | null;
  tags: string[];
  discount_codes: { code: string; amount: Money }[];
  tax_lines: { title: string; rate: string | null; amount: Money }[];
  shipping_lines: { title: string; code: string | null; amount: Money }[];
  cancelled_at: string | null;
  cancel_reason: string | null;
  paid_at: string | null;
  /** ISO 8601 UTC with `Z`. */
  platform_created_at: string;
  platform_updated_at: string | null;
  items: PlatformOrderItem[];
  fulfillments: PlatformFulfillment[];
  refunds: PlatformRefund[];
}

export interface PlatformCustomer {
  platform_customer_id: string;
  email: string | null;
  first_name: string | null;
  last_name: string | null;
  phone: string | null;
  tags: string[];
  address: PlatformAddress | null;
  /** Null where the platform does not count. */
  orders_count: number | null;
  total_spent: Money | null;
  currency: string | null;
  platform_created_at: string | null;
  platform_updated_at: string | null;
}

/** Stock of one variant, read apart from its product. */
export interface PlatformInventory {
  platform_product_id: string;
  platform_variant_id: string;
  inventory_quantity: number | null;
  track_inventory: boolean;
  inventory_levels: PlatformInventoryLevel[];
  platform_updated_at: string | null;
}

export interface RecordOf {
  products: PlatformProduct;
  orders: PlatformOrder;
  inventory: PlatformInventory;
  customers: PlatformCustomer;
}

/** One delivery as the platform signed it. */
export interface WebhookDelivery {
  /** Lower-case names. */
  headers: Record<string, string>;
  raw_body: Uint8Array;
}

export interface WebhookMeaning {
  /** The platform's own id of the delivery: what deduplication goes by. */
  delivery_id: string;
  /** The platform's topic, as it says it. */
  topic: string;
  /** Null: a topic that needs no work (a ping, an unknown topic): acknowledged, nothing done. */
  resource: SyncResource | null;
  platform_id: string | null;
  change: 'upsert' | 'delete';
}

export interface PlatformWebhooks {
  /** Registers what is missing for `callback_url`; returns the platform's ids of our subscriptions. Idempotent. */
  register(connection: PlatformConnection, callback_url: string, secret: string): Promise<string[]>;
  /** Removes every subscription that points at `callback_url`. Idempotent; an already missing one is fine. */
  remove(connection: PlatformConnection, callback_url: string): Promise<void>;
  /**
   * Constant-time check over the raw bytes. `secret` is ours (WooCommerce), or the app's client secret from
   * the credentials (Shopify), where the platform leaves no choice.
   */
  verify(delivery: WebhookDelivery, secret: string, credentials: PlatformCredentials): boolean;
  /**
   * An unsigned delivery that must be answered 200 all the same and never processed
   * (WooCommerce's form-encoded ping on creation).
   */
  isPing(delivery: WebhookDelivery): boolean;
  /** Only called on verified deliveries. Throws ProviderError `bad_answer` on a body that is not the platform's. */
  understand(delivery: WebhookDelivery): WebhookMeaning;
}

export interface CredentialField {
  name: string;
  description: string;
  example: string;
  secret: boolean;
}

export abstract class Platform {
  abstract readonly key: PlatformKey;
  abstract readonly label: string;
  /** What it can read; the sync runs these, in this order. */
  abstract readonly resources: readonly SyncResource[];
  /** The accepted sets of credentials, for validation, errors and the OpenAPI document. */
  abstract readonly credential_shapes: readonly (readonly CredentialField[])[];
  /** Rate budget to begin with, before the platform has told its own. */
  abstract readonly initial_budget: { capacity: number; restore_per_second: number };

  /**
   * Canonical credentials from a person's input (trimmed, addresses normalised).
   * Throws AppError VALIDATION_ERROR that names each wrong field as `credentials.<field>`.
   */
  abstract parseCredentials(input: Record<string, unknown>): PlatformCredentials;

  /**
   * Reads the shop with these credentials. Throws ProviderError `auth` when they are wrong or lack a
   * permission that reading needs (named in the message).
   */
  abstract verify(connection: PlatformConnection): Promise<ShopInfo>;

  /**
   * Reads page by page. Nothing that exists unchanged during the whole read is missed; a record may come twice.
   * A record that cannot be mapped is handed over in `bad`, never thrown. Ends when the read is complete.
   */
  abstract read<R extends SyncResource>(
    connection: PlatformConnection,
    request: ReadRequest & { resource: R },
  ): AsyncGenerator<ReadPage<RecordOf[R]>>;

  /** One record as it is now, or null when it is gone. */
  abstract readOne<R extends SyncResource>(
    connection: PlatformConnection,
    resource: R,
    platform_id: string,
  ): Promise<RecordOf[R] | null>;

  readonly webhooks?: PlatformWebhooks;
}

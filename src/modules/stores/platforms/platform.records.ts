import type { JsonObject } from '../../../common/json.js';

/**
 * What platforms hand over: their records in one shape, whoever they come from. Data fields bear the database's names.
 */

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
  /** Lowest variant's price (of a product made of others: theirs), its compare-at price and cost: what a list shows. */
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
  platform_product_id: string | null;
  /** Null where the platform tells stock by SKU alone: the variant with that `sku` is meant. */
  platform_variant_id: string | null;
  sku?: string;
  inventory_quantity: number | null;
  /** Null: not told. What is known of the variant stays, and one whose stock is not tracked is left alone. */
  track_inventory: boolean | null;
  inventory_levels: PlatformInventoryLevel[];
  platform_updated_at: string | null;
}

export interface RecordOf {
  products: PlatformProduct;
  orders: PlatformOrder;
  inventory: PlatformInventory;
  customers: PlatformCustomer;
}

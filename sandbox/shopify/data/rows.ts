import type { Amount, Currency } from './money.js';

/** Times are milliseconds UTC, whole seconds. Names are the sandbox's own; the resolvers turn rows into Shopify's fields. */

export interface ImageRow {
  k: number;
  url: string;
  alt: string | null;
  video: boolean;
  /** Where it was fetched from, of one that was uploaded since. */
  source?: string;
}

export interface LevelRow {
  /** Index of the location. */
  location: number;
  available: number;
  committed: number;
  updated: number;
}

export interface VariantRow {
  product: number;
  k: number;
  options: { name: string; value: string; value_index: number }[];
  /** From 1. */
  position: number;
  title: string;
  sku: string | null;
  barcode: string | null;
  /** Cents of the shop's currency. */
  price: number;
  compare_at_price: number | null;
  cost: number | null;
  tracked: boolean;
  policy: 'DENY' | 'CONTINUE';
  weight: number | null;
  weight_unit: 'GRAMS' | 'KILOGRAMS' | 'OUNCES' | 'POUNDS';
  requires_shipping: boolean;
  image: number | null;
  levels: LevelRow[];
  created: number;
  updated: number;
}

export interface ProductRow {
  n: number;
  title: string;
  description_html: string;
  handle: string;
  vendor: string;
  product_type: string;
  tags: string[];
  status: 'ACTIVE' | 'ARCHIVED' | 'DRAFT';
  category: string | null;
  gift_card: boolean;
  images: ImageRow[];
  /** By `namespace.key`. */
  metafields: Record<string, { type: string; value: string }>;
  options: { name: string; values: string[] }[];
  variants: VariantRow[];
  created: number;
  updated: number;
}

export interface TaxRow {
  title: string;
  rate: number;
  amount: Amount;
}

export interface ApplicationRow {
  index: number;
  kind: 'code' | 'automatic' | 'manual';
  /** Code or title. */
  label: string;
  value: { percentage: number } | { fixed: Amount };
  target: 'LINE_ITEM' | 'SHIPPING_LINE';
  method: 'ACROSS' | 'EACH';
}

export interface AllocationRow {
  application: number;
  amount: Amount;
  /** Whether it belongs to the line itself rather than being the line's share of an order-wide discount. */
  line_level: boolean;
}

export interface LineRow {
  order: number;
  k: number;
  product: number;
  /** The product's variant; null when it was removed since. */
  variant: number | null;
  title: string;
  variant_title: string | null;
  sku: string | null;
  vendor: string | null;
  quantity: number;
  unit: Amount;
  allocations: AllocationRow[];
  taxes: TaxRow[];
  requires_shipping: boolean;
  gift_card: boolean;
  properties: { key: string; value: string | null }[];
  fulfilled: number;
  refunded: number;
}

export interface ShippingRow {
  order: number;
  k: number;
  title: string;
  code: string;
  price: Amount;
  allocations: AllocationRow[];
  taxes: TaxRow[];
}

export interface FulfillmentRow {
  order: number;
  k: number;
  created: number;
  updated: number;
  status: 'SUCCESS' | 'CANCELLED' | 'ERROR' | 'FAILURE';
  /** FulfillmentDisplayStatus. */
  display: string;
  location: number;
  tracking: { company: string | null; number: string | null; url: string | null }[];
  in_transit: number | null;
  delivered: number | null;
  items: { line: number; quantity: number }[];
}

export interface RefundRow {
  order: number;
  k: number;
  created: number;
  note: string | null;
  items: {
    line: number;
    quantity: number;
    subtotal: Amount;
    tax: Amount;
    restock: 'RETURN' | 'CANCEL' | 'NO_RESTOCK';
  }[];
  shipping: Amount;
  shipping_tax: Amount;
  total: Amount;
}

export interface TransactionRow {
  order: number;
  k: number;
  kind: 'SALE' | 'AUTHORIZATION' | 'CAPTURE' | 'REFUND' | 'VOID';
  status: 'SUCCESS' | 'PENDING' | 'FAILURE';
  gateway: string;
  amount: Amount;
  created: number;
  payment_id: string | null;
  parent: number | null;
  refund: number | null;
}

export interface AddressRow {
  id: number;
  model: 'Address' | 'CustomerAddress';
  first_name: string | null;
  last_name: string | null;
  company: string | null;
  address1: string | null;
  address2: string | null;
  city: string | null;
  province: string | null;
  province_code: string | null;
  country: string;
  country_code: string;
  zip: string | null;
  phone: string | null;
}

export interface CustomerRow {
  n: number;
  first_name: string | null;
  last_name: string | null;
  email: string | null;
  phone: string | null;
  tags: string[];
  note: string | null;
  address: AddressRow | null;
  created: number;
  updated: number;
}

export interface OrderRow {
  n: number;
  currency: Currency;
  taxes_included: boolean;
  customer: number | null;
  email: string | null;
  phone: string | null;
  billing: AddressRow | null;
  shipping: AddressRow | null;
  lines: LineRow[];
  shipping_lines: ShippingRow[];
  applications: ApplicationRow[];
  fulfillments: FulfillmentRow[];
  refunds: RefundRow[];
  transactions: TransactionRow[];
  cancelled: number | null;
  cancel_reason: 'CUSTOMER' | 'DECLINED' | 'FRAUD' | 'INVENTORY' | 'OTHER' | 'STAFF' | null;
  /** Of the cancellation; only staff sees it. */
  staff_note?: string | null;
  test: boolean;
  note: string | null;
  tags: string[];
  attributes: { key: string; value: string | null }[];
  created: number;
  updated: number;
  totals: OrderTotals;
}

/** What follows from the rest of an order. */
export interface OrderTotals {
  subtotal: Amount;
  discounts: Amount;
  cart_discounts: Amount;
  shipping: Amount;
  shipping_discounted: Amount;
  tax: Amount;
  total: Amount;
  refunded: Amount;
  refunded_shipping: Amount;
  current_subtotal: Amount;
  current_shipping: Amount;
  current_tax: Amount;
  current_discounts: Amount;
  current_total: Amount;
  received: Amount;
  capturable: Amount;
  outstanding: Amount;
  financial: 'AUTHORIZED' | 'PAID' | 'PARTIALLY_PAID' | 'PARTIALLY_REFUNDED' | 'PENDING' | 'REFUNDED' | 'VOIDED';
  fulfillment: 'UNFULFILLED' | 'PARTIALLY_FULFILLED' | 'FULFILLED';
}

import type { Json, JsonObject } from '../core/json.js';

/** The parts of an order's wire form that the sandbox itself looks at again; all of it is JSON. */
export interface OrderLine extends JsonObject {
  id: number;
  name: string;
  product_id: number;
  variation_id: number;
  quantity: number;
  subtotal: string;
  subtotal_tax: string;
  total: string;
  total_tax: string;
  taxes: { id: number; total: string; subtotal: string }[];
  meta_data: JsonObject[];
  sku: string | null;
  price: number;
  image: { id: number | string; src: string };
}

export interface WooOrder extends JsonObject {
  id: number;
  status: string;
  currency: string;
  date_modified: string;
  date_modified_gmt: string;
  total: string;
  total_tax: string;
  customer_id: number;
  customer_note: string;
  created_via: string;
  number: string;
  payment_method: string;
  transaction_id: string;
  meta_data: JsonObject[];
  line_items: OrderLine[];
  tax_lines: JsonObject[];
  refunds: { id: number; reason: string; total: string; total_tax: string }[];
  _links: Record<string, Json>;
}

export interface WooRefund extends JsonObject {
  id: number;
  date_created: string;
  date_created_gmt: string;
  amount: string;
  reason: string;
  line_items: { id: number; total_tax: string; [field: string]: Json }[];
}

export type RefundKind = 'none' | 'full' | 'lines' | 'amounts';

/** What lists filter and sort by: small enough to keep for every order. Moments in seconds. */
export interface OrderHead {
  created: number;
  modified: number;
  status: string;
  /** 0 for a guest. */
  customer_id: number;
  refund: RefundKind;
  /** No lines at all, total 0.00: what a plug-in or a careless import leaves behind. */
  empty: boolean;
}

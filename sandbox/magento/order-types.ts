import type { Buyer } from './customers.js';

/** Money in cents of the order's currency, moments in seconds. */
export interface OrderRow {
  item_id: number;
  parent_item_id: number | null;
  product_id: number;
  product_type: 'simple' | 'virtual' | 'configurable';
  sku: string;
  name: string;
  options: { label: string; value: string }[];
  qty_ordered: number;
  qty_invoiced: number;
  qty_shipped: number;
  qty_refunded: number;
  qty_canceled: number;
  price: number;
  row_total: number;
  discount: number;
  tax: number;
  /** Thousandths of a percent. */
  tax_percent: number;
}

export interface Comment {
  entity_id: number;
  comment: string;
  created: number;
  notified: boolean;
  visible: boolean;
}

export interface History extends Comment {
  entity_name: 'order' | 'invoice' | 'shipment' | 'creditmemo';
  status: string;
}

export interface Track {
  entity_id: number;
  track_number: string;
  title: string;
  carrier_code: string;
  description?: string | null;
  created: number;
}

export interface Shipment {
  entity_id: number;
  created: number;
  updated: number;
  items: { order_item_id: number; qty: number }[];
  tracks: Track[];
  comments: Comment[];
}

export interface Invoice {
  entity_id: number;
  created: number;
  items: { order_item_id: number; qty: number }[];
  grand_total: number;
  transaction_id: string | null;
}

export interface Creditmemo {
  entity_id: number;
  created: number;
  items: { order_item_id: number; qty: number; row_total: number; discount: number; tax: number }[];
  shipping: number;
  adjustment: number;
  grand_total: number;
  comment: string | null;
  /** Money was given back by other ways than the payment method. */
  offline: boolean;
}

export type State = 'new' | 'pending_payment' | 'processing' | 'complete' | 'closed' | 'canceled' | 'holded';

export interface Order {
  entity_id: number;
  created: number;
  updated: number;
  state: State;
  /** The state's own status, or one of the merchant's. */
  status: string;
  currency: string;
  /** Of the order's currency to one of the shop's. */
  rate: number;
  customer_id: number | null;
  buyer: Buyer;
  virtual: boolean;
  subtotal: number;
  discount: number;
  tax: number;
  shipping: number;
  shipping_method: string | null;
  grand_total: number;
  total_paid: number;
  total_refunded: number;
  shipping_refunded: number;
  coupon_code: string | null;
  payment_method: string;
  /** The payment service's id, for the invoice to write down; null: it has none, or the extension does not tell. */
  payment_id: string | null;
  customer_note: string | null;
  rows: OrderRow[];
  invoices: Invoice[];
  shipments: Shipment[];
  creditmemos: Creditmemo[];
  histories: History[];
}

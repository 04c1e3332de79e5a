import type { OrderPaymentStatus, OrderStatus, PlatformKey } from '../stores/stores.api.js';
import type { FulfilledItem } from './fulfillment.entity.js';

/** A line as a write judges it. */
export interface VersionLine {
  id: string;
  platform_item_id: string | null;
  title: string | null;
  quantity: number;
  fulfilled_quantity: number;
  refunded_quantity: number;
}

export interface VersionShipment {
  id: string;
  platform_fulfillment_id: string | null;
  status: string;
  carrier: string | null;
  tracking_number: string | null;
  tracking_url: string | null;
  items: FulfilledItem[];
}

/** An order as it stands here at one moment: what a write judges, and what a conflict shows. */
export interface OrderVersion {
  id: string;
  store_id: string;
  user_id: string;
  platform: PlatformKey;
  platform_order_id: string | null;
  order_number: string | null;
  status: OrderStatus;
  payment_status: OrderPaymentStatus | null;
  fulfillment_status: string | null;
  total_amount: string | null;
  currency: string | null;
  notes: string | null;
  tags: string[];
  /** ISO 8601 UTC, as the wire has it. */
  updated_at: string;
  platform_updated_at: string | null;
  etag: string;
  /** When it was read, by the database's clock. */
  read_at: string;
  lines: VersionLine[];
  shipments: VersionShipment[];
}

/** What of a version is shown beside another one. */
export function shownVersion(order: OrderVersion): Record<string, unknown> {
  const { status, payment_status, fulfillment_status, total_amount, currency, notes, tags, etag } = order;
  return {
    status,
    payment_status,
    fulfillment_status,
    total_amount,
    currency,
    notes,
    tags,
    items: order.lines.map(({ id, quantity, fulfilled_quantity, refunded_quantity }) => ({
      order_item_id: id,
      quantity,
      fulfilled_quantity,
      refunded_quantity,
    })),
    fulfillments: order.shipments.map(({ id, carrier, tracking_number }) => ({ id, carrier, tracking_number })),
    updated_at: order.updated_at,
    platform_updated_at: order.platform_updated_at,
    etag,
  };
}

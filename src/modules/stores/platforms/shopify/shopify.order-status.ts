import type { OrderFulfillmentStatus, OrderPaymentStatus, OrderStatus } from '../platform.records.js';

/** What the status is derived from, in Shopify's own words. Words that the table does not know count as pending. */
export interface OrderFacts {
  cancelled: boolean;
  /** OrderDisplayFinancialStatus; null for an order that never had a payment. */
  financial: string | null;
  /** OrderDisplayFulfillmentStatus. */
  fulfillment: string;
  /** Only those that were not cancelled and did not fail. */
  shipments: ShipmentFacts[];
}

export interface ShipmentFacts {
  /** FulfillmentDisplayStatus. */
  display: string | null;
  delivered_at: string | null;
  has_tracking: boolean;
}

const PAYMENT: Readonly<Record<string, OrderPaymentStatus>> = {
  AUTHORIZED: 'authorized',
  // The capture's deadline passed: nothing was paid, and this payment cannot be captured any more.
  EXPIRED: 'failed',
  PAID: 'paid',
  PARTIALLY_PAID: 'partially_paid',
  PARTIALLY_REFUNDED: 'partially_refunded',
  PENDING: 'pending',
  REFUNDED: 'refunded',
  VOIDED: 'voided',
};

/** The order was paid in full once, whatever was given back since. */
const WAS_PAID: ReadonlySet<OrderPaymentStatus> = new Set(['paid', 'partially_refunded', 'refunded']);

const ARRIVED: ReadonlySet<string> = new Set(['DELIVERED', 'PICKED_UP']);

const UNDER_WAY: ReadonlySet<string> = new Set([
  'ATTEMPTED_DELIVERY',
  'CARRIER_PICKED_UP',
  'DELAYED',
  'IN_TRANSIT',
  'NOT_DELIVERED',
  'OUT_FOR_DELIVERY',
  'READY_FOR_PICKUP',
]);

/** A parcel that has a number but was not handed over yet, or never will be. */
const NOT_HANDED_OVER: ReadonlySet<string> = new Set([
  'CANCELED',
  'FAILURE',
  'LABEL_PRINTED',
  'LABEL_PURCHASED',
  'LABEL_VOIDED',
]);

/** Statuses of a fulfillment that ships nothing. */
const DEAD: ReadonlySet<string> = new Set(['CANCELLED', 'ERROR', 'FAILURE']);

/** Whether a fulfillment of this FulfillmentStatus counts. */
export function isLive(status: string): boolean {
  return !DEAD.has(status);
}

export function paymentStatusOf(facts: OrderFacts): OrderPaymentStatus {
  return (facts.financial === null ? undefined : PAYMENT[facts.financial]) ?? 'pending';
}

export function fulfillmentStatusOf(facts: OrderFacts): OrderFulfillmentStatus {
  if (facts.fulfillment === 'FULFILLED') return 'fulfilled';
  // Nothing is left to send: gift cards, tips, or every item taken off the order.
  if (facts.fulfillment === 'FULFILLMENT_NOT_REQUIRED') return 'fulfilled';
  if (facts.fulfillment === 'RESTOCKED') return 'unfulfilled';
  return facts.fulfillment === 'PARTIALLY_FULFILLED' || facts.shipments.length > 0 ? 'partial' : 'unfulfilled';
}

/** cancelled, else delivered / shipped / fulfilled of an order that is sent whole, else paid, else pending. */
export function statusOf(facts: OrderFacts): OrderStatus {
  if (facts.cancelled) return 'cancelled';
  const paid = WAS_PAID.has(paymentStatusOf(facts));
  if (facts.fulfillment === 'FULFILLED') return shipmentStatusOf(facts.shipments);
  if (facts.fulfillment === 'FULFILLMENT_NOT_REQUIRED' && paid) return 'fulfilled';
  return paid ? 'paid' : 'pending';
}

function shipmentStatusOf(shipments: ShipmentFacts[]): OrderStatus {
  if (shipments.length > 0 && shipments.every(hasArrived)) return 'delivered';
  return shipments.some((shipment) => hasArrived(shipment) || wasHandedOver(shipment)) ? 'shipped' : 'fulfilled';
}

/** Whether the parcel is with the customer. */
export function hasArrived(shipment: ShipmentFacts): boolean {
  return shipment.delivered_at !== null || (shipment.display !== null && ARRIVED.has(shipment.display));
}

/** Whether the carrier has the parcel. */
export function wasHandedOver({ display, has_tracking }: ShipmentFacts): boolean {
  if (display !== null && UNDER_WAY.has(display)) return true;
  return has_tracking && (display === null || !NOT_HANDED_OVER.has(display));
}

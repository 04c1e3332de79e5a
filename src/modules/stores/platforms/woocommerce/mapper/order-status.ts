import type { OrderFulfillmentStatus, OrderPaymentStatus, OrderStatus } from '../../platform.records.js';

/** What an order's states are decided from. Pure: no platform words but WooCommerce's own. */
export interface OrderFacts {
  /** Slug without `wc-`: one of the shop's, which plug-ins extend at will. */
  status: string;
  has_date_paid: boolean;
  has_date_completed: boolean;
  /** Paid to the carrier at the door: `processing` does not mean that money has come. */
  cash_on_delivery: boolean;
  /** The gateway reserved the money and waits for the capture. */
  authorized: boolean;
  total_is_zero: boolean;
  refunded: 'none' | 'part' | 'whole';
  /** What shipment-tracking plug-ins know. */
  tracked: 'none' | 'part' | 'whole';
  /** A parcel is with a carrier. */
  numbered: boolean;
  /** Our own mark that all of it arrived. */
  delivered: boolean;
}

export interface OrderStates {
  status: OrderStatus;
  fulfillment_status: OrderFulfillmentStatus;
  payment_status: OrderPaymentStatus;
}

/** WooCommerce's own words and those of the common shipment plug-ins. */
const KNOWN: ReadonlyMap<string, OrderStatus> = new Map([
  ['pending', 'pending'],
  ['on-hold', 'pending'],
  ['failed', 'pending'],
  ['checkout-draft', 'pending'],
  ['auto-draft', 'pending'],
  ['processing', 'paid'],
  ['partial-shipped', 'paid'],
  ['partially-shipped', 'paid'],
  ['completed', 'fulfilled'],
  ['shipped', 'shipped'],
  ['delivered', 'delivered'],
  ['cancelled', 'cancelled'],
]);
const PARTLY_SENT = new Set(['partial-shipped', 'partially-shipped']);
const SENT: readonly OrderStatus[] = ['fulfilled', 'shipped', 'delivered'];
const TAKES_NO_MONEY_BEFORE_PAYMENT = new Set(['pending', 'on-hold', 'checkout-draft', 'auto-draft']);

export function orderStates(facts: OrderFacts): OrderStates {
  const status = statusOf(facts);
  return { status, fulfillment_status: fulfillmentOf(facts, status), payment_status: paymentOf(facts) };
}

function statusOf(facts: OrderFacts): OrderStatus {
  const known = facts.status === 'refunded' ? refundedStatus(facts) : KNOWN.get(facts.status);
  const status = known ?? fromDates(facts);
  if (status === 'fulfilled' && facts.delivered) return 'delivered';
  return status === 'fulfilled' && facts.numbered ? 'shipped' : status;
}

/** A status of the shop's own says nothing to us; the dates that WooCommerce keeps itself do. */
function fromDates(facts: OrderFacts): OrderStatus {
  if (facts.has_date_completed) return 'fulfilled';
  return facts.has_date_paid ? 'paid' : 'pending';
}

/** `refunded` replaces the status before it: what was not sent until then must not be sent any more. */
function refundedStatus(facts: OrderFacts): OrderStatus {
  return facts.has_date_completed || facts.tracked === 'whole' ? 'fulfilled' : 'cancelled';
}

function fulfillmentOf(facts: OrderFacts, status: OrderStatus): OrderFulfillmentStatus {
  if (SENT.includes(status) || facts.tracked === 'whole') return 'fulfilled';
  return PARTLY_SENT.has(facts.status) || facts.tracked === 'part' ? 'partial' : 'unfulfilled';
}

function paymentOf(facts: OrderFacts): OrderPaymentStatus {
  if (facts.status === 'refunded' || facts.refunded === 'whole') return 'refunded';
  if (facts.refunded === 'part') return 'partially_refunded';
  if (facts.status === 'failed') return 'failed';
  if (facts.status === 'cancelled') return facts.has_date_paid ? 'paid' : 'voided';
  if (facts.has_date_paid) return 'paid';
  if (facts.authorized) return 'authorized';
  if (TAKES_NO_MONEY_BEFORE_PAYMENT.has(facts.status)) return 'pending';
  if (facts.total_is_zero || facts.has_date_completed) return 'paid';
  // Without a date of payment WooCommerce still calls `processing` and `completed` paid, cash on delivery aside.
  const countsAsPaid = KNOWN.has(facts.status) && !facts.cash_on_delivery;
  return countsAsPaid ? 'paid' : 'pending';
}

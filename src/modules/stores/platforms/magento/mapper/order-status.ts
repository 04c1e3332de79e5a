import type { OrderFulfillmentStatus, OrderPaymentStatus, OrderStatus } from '../../platform.records.js';

/** What an order's states are decided from. Pure. */
export interface OrderFacts {
  /** Magento's own: `new`, `pending_payment`, `processing`, `complete`, `closed`, `canceled`, `holded`, `payment_review`. */
  state: string;
  /** The merchant's own word within the state. */
  status: string;
  shipped: 'none' | 'part' | 'whole';
  /** Whether a parcel has a number to follow it by. */
  tracked: boolean;
  paid: 'none' | 'part' | 'whole';
  authorized: boolean;
  refunded: 'none' | 'part' | 'whole';
}

export interface OrderStates {
  status: OrderStatus;
  fulfillment_status: OrderFulfillmentStatus;
  payment_status: OrderPaymentStatus;
}

const FULFILLMENT = { none: 'unfulfilled', part: 'partial', whole: 'fulfilled' } as const;

export function orderStates(facts: OrderFacts): OrderStates {
  return {
    status: statusOf(facts),
    fulfillment_status: FULFILLMENT[facts.shipped],
    payment_status: paymentOf(facts),
  };
}

function statusOf({ state, status, shipped, tracked, paid }: OrderFacts): OrderStatus {
  if (state === 'canceled') return 'cancelled';
  // Magento knows no arrival; shops that do have a status of their own for it.
  if (/^(?:delivered|order_delivered)$/i.test(status) && state === 'complete') return 'delivered';
  if (shipped === 'whole' || state === 'complete') return tracked ? 'shipped' : 'fulfilled';
  // Closed: all money went back; what was not sent until then must not be sent any more.
  if (state === 'closed') return 'cancelled';
  if (state === 'holded' || state === 'payment_review' || state === 'pending_payment') return 'pending';
  return paid === 'whole' ? 'paid' : 'pending';
}

function paymentOf({ state, paid, authorized, refunded }: OrderFacts): OrderPaymentStatus {
  if (refunded === 'whole') return 'refunded';
  if (refunded === 'part') return 'partially_refunded';
  if (paid === 'whole') return 'paid';
  if (paid === 'part') return 'partially_paid';
  if (state === 'canceled') return 'voided';
  return authorized ? 'authorized' : 'pending';
}

import type { Random } from '../../core/random.js';
import { minus, plus, times, zero, type Amount } from './money.js';
import type { FulfillmentRow, LineRow, OrderRow, RefundRow, TransactionRow } from './rows.js';
import { netOf, settle, taxOf } from './totals.js';
import { CARRIERS } from './words.js';

export type PaymentPlan = 'paid' | 'authorized' | 'captured' | 'pending' | 'part' | 'voided';

/** Takes (or only reserves) the order's total; a free order needs no payment. */
export function addPayment(random: Random, order: OrderRow, plan: PaymentPlan, at: number): void {
  const { total } = order.totals;
  if (total.s === 0) return;
  const card = random.pick(['stripe', 'stripe', 'paypal', 'square']);
  const gateway = plan === 'pending' ? 'Cash on Delivery (COD)' : order.test ? 'bogus' : card;
  if (plan === 'paid') addTransaction(order, 'SALE', 'SUCCESS', total, gateway, at);
  else if (plan === 'pending') addTransaction(order, 'SALE', 'PENDING', total, gateway, at);
  else if (plan === 'part') {
    addTransaction(order, 'SALE', 'FAILURE', total, gateway, at);
    addTransaction(order, 'SALE', 'SUCCESS', times(total, 0.5), gateway, at);
  } else {
    const parent = addTransaction(order, 'AUTHORIZATION', 'SUCCESS', total, gateway, at).k;
    if (plan === 'captured') addTransaction(order, 'CAPTURE', 'SUCCESS', total, gateway, at).parent = parent;
    if (plan === 'voided') addTransaction(order, 'VOID', 'SUCCESS', total, gateway, at).parent = parent;
  }
}

export function addTransaction(
  order: OrderRow,
  kind: TransactionRow['kind'],
  status: TransactionRow['status'],
  amount: Amount,
  gateway: string,
  at: number,
): TransactionRow {
  const k = order.transactions.length;
  const manual = gateway.includes('COD') || gateway === 'manual';
  const transaction: TransactionRow = {
    order: order.n,
    k,
    kind,
    status,
    gateway,
    amount,
    created: at,
    payment_id: manual ? null : paymentIdOf(order, kind, k),
    parent: null,
    refund: null,
  };
  order.transactions.push(transaction);
  return transaction;
}

/** An authorization's id goes on in its capture, as at the real processors. */
function paymentIdOf(order: OrderRow, kind: TransactionRow['kind'], k: number): string {
  return kind === 'CAPTURE' ? `pay_sandbox_${order.n}_0` : `pay_sandbox_${order.n}_${k}`;
}

/** Sends what is still to send, or about half of it; null when there is nothing. */
export function addFulfillment(
  random: Random,
  order: OrderRow,
  part: boolean,
  at: number,
  delivered: number | null,
): FulfillmentRow | null {
  const open = order.lines.filter((line) => line.requires_shipping && openQuantity(line) > 0);
  const chosen = part && open.length > 1 ? open.slice(0, Math.ceil(open.length / 2)) : open;
  const first = chosen[0];
  if (first === undefined) return null;
  const carrier = random.pick(CARRIERS);
  const k = order.fulfillments.length;
  const number = `${carrier.prefix}${String(order.n * 10 + k).padStart(9, '0')}`;
  const known = !random.chance(0.08);
  const fulfillment: FulfillmentRow = {
    order: order.n,
    k,
    created: at,
    updated: delivered ?? at,
    status: 'SUCCESS',
    display: delivered !== null ? 'DELIVERED' : random.pick(['IN_TRANSIT', 'FULFILLED', 'OUT_FOR_DELIVERY'] as const),
    location: random.int(0, 1),
    tracking: known ? [{ company: carrier.company, number, url: `${carrier.url}${number}` }] : [],
    in_transit: delivered !== null ? at : null,
    delivered,
    items: chosen.map((line) => {
      const half = part && chosen.length === 1 && openQuantity(line) > 1;
      const quantity = half ? Math.floor(openQuantity(line) / 2) : openQuantity(line);
      line.fulfilled += quantity;
      return { line: line.k, quantity };
    }),
  };
  order.fulfillments.push(fulfillment);
  return fulfillment;
}

function openQuantity(line: LineRow): number {
  return line.quantity - Math.max(line.fulfilled, 0) - line.refunded;
}

export interface RefundWish {
  /** One unit of the first line that has one, everything that is left, or the shipping alone. */
  part: 'part' | 'all' | 'shipping';
  at: number;
  restock: 'RETURN' | 'CANCEL' | 'NO_RESTOCK';
  note: string | null;
}

/** Null when there is nothing left to refund. */
export function addRefund(order: OrderRow, wish: RefundWish): RefundRow | null {
  const c = order.currency;
  const left = order.lines.filter((line) => line.refunded < line.quantity);
  const lines = wish.part === 'shipping' ? [] : wish.part === 'all' ? left : left.slice(0, 1);
  const items = lines.map((line) => {
    const quantity = wish.part === 'all' ? line.quantity - line.refunded : 1;
    const from = line.refunded / line.quantity;
    const to = (line.refunded + quantity) / line.quantity;
    line.refunded += quantity;
    return {
      line: line.k,
      quantity,
      subtotal: between(netOf(line), from, to),
      tax: between(taxOf(line), from, to),
      restock: wish.restock,
    };
  });
  const { current_shipping } = order.totals;
  const withShipping = wish.part !== 'part';
  const shipping = withShipping ? current_shipping : zero(c);
  let shippingTax = zero(c);
  if (withShipping && order.shipping_lines[0] !== undefined && shipping.s > 0)
    shippingTax = taxOf(order.shipping_lines[0]);
  if (items.length === 0 && shipping.s === 0) return null;
  let total = shipping;
  for (const item of items) total = plus(plus(total, item.subtotal), order.taxes_included ? zero(c) : item.tax);
  const k = order.refunds.length;
  const refund: RefundRow = {
    order: order.n,
    k,
    created: wish.at,
    note: wish.note,
    items,
    shipping,
    shipping_tax: shippingTax,
    total,
  };
  order.refunds.push(refund);
  const available = minus(order.totals.received, order.totals.refunded);
  refund.total = available.s < total.s ? available : total;
  const payment = order.transactions.find(
    (one) => one.status === 'SUCCESS' && (one.kind === 'SALE' || one.kind === 'CAPTURE'),
  );
  if (refund.total.s > 0 && payment !== undefined) {
    const transaction = addTransaction(order, 'REFUND', 'SUCCESS', refund.total, payment.gateway, wish.at);
    transaction.parent = payment.k;
    transaction.refund = k;
  }
  settle(order);
  return refund;
}

/** Cut so that the parts of several partial refunds add up to the whole. */
function between(amount: Amount, from: number, to: number): Amount {
  return minus(times(amount, to), times(amount, from));
}

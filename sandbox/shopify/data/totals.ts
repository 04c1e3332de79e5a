import { minus, plus, sum, times, zero, type Amount } from './money.js';
import type { LineRow, OrderRow, OrderTotals, ShippingRow } from './rows.js';

export function originalOf(line: LineRow): Amount {
  return times(line.unit, line.quantity);
}

export function allocatedTo(row: LineRow | ShippingRow, line_level?: boolean): Amount {
  const chosen =
    line_level === undefined ? row.allocations : row.allocations.filter((one) => one.line_level === line_level);
  return sum(
    chosen.map((one) => one.amount),
    'unit' in row ? row.unit.c : row.price.c,
  );
}

/** The line after all its discounts (with tax inside where the order's prices include it). */
export function netOf(line: LineRow): Amount {
  return minus(originalOf(line), allocatedTo(line));
}

export function taxOf(row: LineRow | ShippingRow): Amount {
  return sum(
    row.taxes.map((tax) => tax.amount),
    'unit' in row ? row.unit.c : row.price.c,
  );
}

/**
 * Brings `totals` in line with the rest of the order; called whenever one of its parts has changed. Plain loops
 * over running sums, because a big shop's export runs this hundreds of thousands of times.
 */
export function settle(order: OrderRow): OrderRow {
  const goods = goodsOf(order);
  const back = refundedOf(order);
  const { subtotal, shipping, shipping_discount: shippingDiscount, tax } = goods;
  const discounted = minus(shipping, shippingDiscount);
  const total = plus(subtotal, discounted);
  if (!order.taxes_included) add(total, tax);
  const currentSubtotal = minus(subtotal, back.subtotal);
  const currentShipping = minus(discounted, back.shipping);
  const currentTax = minus(tax, back.tax);
  const currentTotal = plus(currentSubtotal, currentShipping);
  if (!order.taxes_included) add(currentTotal, currentTax);
  const paid = paidOf(order);
  order.totals = {
    subtotal,
    discounts: plus(goods.discounts, shippingDiscount),
    cart_discounts: goods.cart_discounts,
    shipping,
    shipping_discounted: discounted,
    tax,
    total,
    refunded: paid.refunded,
    refunded_shipping: back.shipping,
    current_subtotal: currentSubtotal,
    current_shipping: currentShipping,
    current_tax: currentTax,
    current_discounts: goods.current_discounts,
    current_total: currentTotal,
    received: paid.received,
    capturable: paid.capturable,
    outstanding: minus(minus(total, paid.received), paid.capturable),
    financial: financialOf(order, total, paid),
    fulfillment: fulfillmentOf(order),
  };
  return order;
}

function add(into: Amount, amount: Amount): void {
  into.s += amount.s;
  into.p += amount.p;
}

interface Goods {
  subtotal: Amount;
  discounts: Amount;
  cart_discounts: Amount;
  current_discounts: Amount;
  shipping: Amount;
  shipping_discount: Amount;
  tax: Amount;
}

function goodsOf(order: OrderRow): Goods {
  const c = order.currency;
  const goods: Goods = {
    subtotal: zero(c),
    discounts: zero(c),
    cart_discounts: zero(c),
    current_discounts: zero(c),
    shipping: zero(c),
    shipping_discount: zero(c),
    tax: zero(c),
  };
  for (const line of order.lines) {
    goods.subtotal.s += line.unit.s * line.quantity;
    goods.subtotal.p += line.unit.p * line.quantity;
    for (const { amount, line_level: ownDiscount } of line.allocations) {
      goods.subtotal.s -= amount.s;
      goods.subtotal.p -= amount.p;
      add(goods.discounts, amount);
      if (!ownDiscount) add(goods.cart_discounts, amount);
      add(goods.current_discounts, line.refunded === 0 ? amount : times(amount, 1 - line.refunded / line.quantity));
    }
    for (const { amount } of line.taxes) add(goods.tax, amount);
  }
  for (const line of order.shipping_lines) {
    add(goods.shipping, line.price);
    for (const { amount } of line.allocations) add(goods.shipping_discount, amount);
    for (const { amount } of line.taxes) add(goods.tax, amount);
  }
  return goods;
}

function refundedOf(order: OrderRow): { subtotal: Amount; shipping: Amount; tax: Amount } {
  const back = { subtotal: zero(order.currency), shipping: zero(order.currency), tax: zero(order.currency) };
  for (const refund of order.refunds) {
    add(back.shipping, refund.shipping);
    add(back.tax, refund.shipping_tax);
    for (const item of refund.items) {
      add(back.subtotal, item.subtotal);
      add(back.tax, item.tax);
    }
  }
  return back;
}

interface Paid {
  received: Amount;
  refunded: Amount;
  authorized: Amount;
  capturable: Amount;
  voided: boolean;
}

function paidOf(order: OrderRow): Paid {
  const c = order.currency;
  const [received, refunded, authorized, captured] = [zero(c), zero(c), zero(c), zero(c)];
  let voided = false;
  for (const { kind, status, amount } of order.transactions) {
    if (status !== 'SUCCESS') continue;
    if (kind === 'SALE' || kind === 'CAPTURE') add(received, amount);
    if (kind === 'CAPTURE') add(captured, amount);
    if (kind === 'REFUND') add(refunded, amount);
    if (kind === 'AUTHORIZATION') add(authorized, amount);
    voided ||= kind === 'VOID';
  }
  return { received, refunded, authorized, capturable: voided ? zero(c) : minus(authorized, captured), voided };
}

function financialOf(order: OrderRow, total: Amount, paid: Paid): OrderTotals['financial'] {
  if (paid.voided) return 'VOIDED';
  if (paid.refunded.s > 0) return paid.refunded.s >= paid.received.s ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  if (total.s === 0 || paid.received.s >= total.s) return 'PAID';
  if (paid.received.s > 0) return 'PARTIALLY_PAID';
  return paid.authorized.s > 0 && order.transactions.length > 0 ? 'AUTHORIZED' : 'PENDING';
}

function fulfillmentOf(order: OrderRow): OrderTotals['fulfillment'] {
  const fulfilled = order.lines.reduce((total, line) => total + line.fulfilled, 0);
  if (fulfilled === 0) return 'UNFULFILLED';
  const open = order.lines.some(
    (line) => line.fulfilled < line.quantity - line.refunded && line.fulfilled < line.quantity,
  );
  return open ? 'PARTIALLY_FULFILLED' : 'FULFILLED';
}

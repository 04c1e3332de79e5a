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

/** Brings `totals` in line with the rest of the order; called whenever one of its parts has changed. */
export function settle(order: OrderRow): OrderRow {
  const c = order.currency;
  const subtotal = sum(order.lines.map(netOf), c);
  const line_discounts = sum(
    order.lines.map((line) => allocatedTo(line)),
    c,
  );
  const cart_discounts = sum(
    order.lines.map((line) => allocatedTo(line, false)),
    c,
  );
  const shipping = sum(
    order.shipping_lines.map((line) => line.price),
    c,
  );
  const shipping_discount = sum(
    order.shipping_lines.map((line) => allocatedTo(line)),
    c,
  );
  const shipping_discounted = minus(shipping, shipping_discount);
  const tax = plus(sum(order.lines.map(taxOf), c), sum(order.shipping_lines.map(taxOf), c));
  const added_tax = order.taxes_included ? zero(c) : tax;
  const total = plus(plus(subtotal, shipping_discounted), added_tax);
  const refund_items = order.refunds.flatMap((refund) => refund.items);
  const refunded_shipping = sum(
    order.refunds.map((refund) => refund.shipping),
    c,
  );
  const refunded_tax = plus(
    sum(
      refund_items.map((item) => item.tax),
      c,
    ),
    sum(
      order.refunds.map((refund) => refund.shipping_tax),
      c,
    ),
  );
  const current_subtotal = minus(
    subtotal,
    sum(
      refund_items.map((item) => item.subtotal),
      c,
    ),
  );
  const current_shipping = minus(shipping_discounted, refunded_shipping);
  const current_tax = minus(tax, refunded_tax);
  const kept = order.lines.filter((line) => line.refunded < line.quantity);
  const paid = paidOf(order);
  order.totals = {
    subtotal,
    discounts: plus(line_discounts, shipping_discount),
    cart_discounts,
    shipping,
    shipping_discounted,
    tax,
    total,
    refunded: paid.refunded,
    refunded_shipping,
    current_subtotal,
    current_shipping,
    current_tax,
    current_discounts: sum(
      kept.map((line) => times(allocatedTo(line), (line.quantity - line.refunded) / line.quantity)),
      c,
    ),
    current_total: plus(plus(current_subtotal, current_shipping), order.taxes_included ? zero(c) : current_tax),
    received: paid.received,
    capturable: paid.capturable,
    outstanding: minus(minus(total, paid.received), paid.capturable),
    financial: financialOf(order, total, paid),
    fulfillment: fulfillmentOf(order),
  };
  return order;
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
  const good = order.transactions.filter((transaction) => transaction.status === 'SUCCESS');
  const of = (...kinds: string[]): Amount =>
    sum(
      good.filter((transaction) => kinds.includes(transaction.kind)).map((transaction) => transaction.amount),
      c,
    );
  const authorized = of('AUTHORIZATION');
  const captured = of('CAPTURE');
  const voided = good.some((transaction) => transaction.kind === 'VOID');
  return {
    received: plus(of('SALE'), captured),
    refunded: of('REFUND'),
    authorized,
    capturable: voided ? zero(c) : minus(authorized, captured),
    voided,
  };
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

import type { JsonObject } from '../core/json.js';
import type { Links } from './links.js';
import { centsOf, centsText, type Cents } from './money.js';
import { FIRST_REFUND_ITEM, itemId, metaId } from './order-builder.js';
import type { OrderLine, RefundKind, WooOrder, WooRefund } from './order-types.js';
import { gatewayOf } from './payment.js';
import { gmtText, localText } from './site-time.js';

export interface RefundInput {
  id: number;
  order: WooOrder;
  /** The order's slot: its refunds' item ids come from the slot's range. */
  index: number;
  /** How many refunds the order had before. */
  nth: number;
  /** Seconds. */
  at: number;
  reason: string;
  kind: 'full' | 'amount' | { line: OrderLine; quantity: number };
  /** For `amount`. */
  amount: Cents;
  /** Not through the payment method: only written down. */
  by_hand?: boolean;
  links: Links;
}

/** The refunds that a generated order has from the start, oldest first. `ids` are free for them. */
export function generatedRefunds(
  kind: RefundKind,
  order: WooOrder,
  index: number,
  at: number,
  ids: readonly [number, number],
  links: Links,
): WooRefund[] {
  const total = centsOf(order.total);
  const base = { order, index, at, links, amount: 0 };
  if (total <= 0) return [];
  if (kind === 'full') return [makeRefund({ ...base, id: ids[0], nth: 0, reason: 'Full refund', kind: 'full' })];
  // Lines' shares are in hundredths: no service gives back a part of a yen.
  const isWhole = order.currency === 'JPY';
  if (kind === 'amounts' || (kind === 'lines' && isWhole)) {
    const amounts = (isWhole ? [200, 100] : [100, 50]).filter((amount) => amount < total);
    return amounts.map((amount, nth) =>
      makeRefund({ ...base, id: ids[nth === 0 ? 0 : 1], nth, reason: '', kind: 'amount', amount }),
    );
  }
  const line = order.line_items.find((candidate) => centsOf(candidate.total) > 0);
  if (kind !== 'lines' || line === undefined) return [];
  const quantity = index % 2 === 0 ? line.quantity : 1;
  return [makeRefund({ ...base, id: ids[0], nth: 0, reason: 'Damaged item', kind: { line, quantity } })];
}

/** As the platform answers it: its own amount positive, its lines negative, no lines where only money went back. */
export function makeRefund(input: RefundInput): WooRefund {
  const { id, order, links, at, index, nth } = input;
  const part = typeof input.kind === 'object' ? refundedLine(input, input.kind.line, input.kind.quantity) : null;
  const amount = part?.amount ?? (input.kind === 'full' ? centsOf(order.total) - refundedCents(order) : input.amount);
  const collection = `orders/${order.id}/refunds`;
  return {
    id,
    date_created: localText(at),
    date_created_gmt: gmtText(at),
    amount: centsText(amount),
    reason: input.reason,
    refunded_by: 1,
    refunded_payment: input.by_hand !== true && gatewayOf(order.payment_method) !== null,
    meta_data: [
      { id: metaId(index, 480 + nth), key: '_refund_type', value: input.kind === 'full' ? 'full' : 'partial' },
    ],
    line_items: part === null ? [] : [part.line],
    shipping_lines: [],
    tax_lines: part === null ? [] : part.taxes,
    fee_lines: [],
    _links: {
      ...links.record(collection, id, ['GET', 'DELETE']),
      up: [{ href: links.rest(`orders/${order.id}`) }],
    },
  };
}

/** The refund as the order's own list shows it: negative. */
export function refundSummary(refund: WooRefund): WooOrder['refunds'][number] {
  const tax = refund.line_items.reduce((sum, line) => sum + centsOf(line.total_tax), 0);
  return { id: refund.id, reason: refund.reason, total: `-${refund.amount}`, total_tax: centsText(tax) };
}

/** The list of all refunds tells the order, the list of one order's does not. */
export function refundAcross(refund: WooRefund, orderId: number): JsonObject {
  const { id, ...rest } = refund;
  return { id, parent_id: orderId, ...rest };
}

export function refundedCents(order: WooOrder): Cents {
  return -order.refunds.reduce((sum, refund) => sum + centsOf(refund.total), 0);
}

function refundedLine(
  input: RefundInput,
  line: OrderLine,
  quantity: number,
): { line: WooRefund['line_items'][number]; taxes: JsonObject[]; amount: Cents } {
  const share = (text: string): Cents => Math.round((centsOf(text) * quantity) / line.quantity);
  const negative = (cents: Cents): string => centsText(-cents);
  const taxes = line.taxes.map((tax) => ({ id: tax.id, cents: share(tax.total) }));
  const tax = taxes.reduce((sum, one) => sum + one.cents, 0);
  const total = share(line.total);
  const first = FIRST_REFUND_ITEM + input.nth * 4;
  const original = String(line.id);
  const restocked = { id: metaId(input.index, 490 + input.nth), key: '_refunded_item_id', value: original };
  return {
    amount: total + tax,
    line: {
      ...line,
      id: itemId(input.index, first),
      quantity: -quantity,
      subtotal: negative(total),
      subtotal_tax: negative(tax),
      total: negative(total),
      total_tax: negative(tax),
      taxes: taxes.map((one) => ({ id: one.id, total: negative(one.cents), subtotal: negative(one.cents) })),
      meta_data: [{ ...restocked, display_key: '_refunded_item_id', display_value: original }],
      price: total / 100 / quantity,
    },
    taxes: taxes.map((one, at) => ({
      ...input.order.tax_lines.find((taxLine) => taxLine.rate_id === one.id),
      id: itemId(input.index, first + 1 + at),
      tax_total: negative(one.cents),
      shipping_tax_total: '0.00',
    })),
  };
}

import type { JsonObject } from '../../../../../common/json.js';
import { add, compare, isZero, negate, sum } from '../../../../../common/money/money.js';
import type { PlatformOrder, PlatformOrderItem, PlatformRefund } from '../../platform.records.js';
import { mapAddress } from './address.js';
import { mapLine } from './order-lines.js';
import { orderStates } from './order-status.js';
import { DELIVERED_KEY, completedWhole, trackingOf } from './tracking.js';
import {
  UnmappableRecord,
  idAt,
  listAt,
  amountAt,
  objectAt,
  requiredId,
  shortText,
  textAt,
} from '../../platform.values.js';
import { moneyOrZero, nameAt, quantityAt, utcAt } from './values.js';

type Meta = JsonObject[];

/** WooCommerce's orders have no tags, and no date or reason of a cancellation: what was said here is kept in fields of ours. */
export const TAGS_KEY = '_ksap_tags';
export const CANCELLED_KEY = '_ksap_cancelled';

/**
 * An order of `orders` with the answers of `orders/{id}/refunds`.
 * @param refunds null where they were not read: then the order's own short list stands in, without dates and lines.
 * Throws UnmappableRecord when the order cannot be expressed.
 */
export function mapOrder(order: JsonObject, refunds: JsonObject[] | null): PlatformOrder {
  const id = requiredId(order.id, 'id');
  const createdAt = utcAt(order.date_created_gmt);
  if (createdAt === null) throw new UnmappableRecord('date_created_gmt', 'is no date');
  const currency = textAt(order.currency);
  if (currency === null || !/^[A-Z]{3}$/.test(currency)) throw new UnmappableRecord('currency', 'is no ISO 4217 code');
  const total = amountAt(order.total, 'total');
  if (total === null) throw new UnmappableRecord('total', 'is missing');

  const mappedRefunds = refundsOf(order, refunds, currency);
  const refunded = sum(mappedRefunds.map((refund) => refund.amount));
  const { items, ...sent } = linesAndStates(order, mappedRefunds, total, refunded);
  const meta: Meta = listAt(order.meta_data);
  const billing = objectAt(order.billing);
  const name = [textAt(billing.first_name), textAt(billing.last_name)].filter((part) => part !== null).join(' ');
  return {
    platform_order_id: id,
    order_number: shortText(order.number, 100) ?? id,
    // 0 is a guest.
    platform_customer_id: idAt(order.customer_id),
    customer_email: shortText(billing.email, 255),
    customer_name: shortText(name, 255),
    customer_phone: shortText(billing.phone, 50),
    billing_address: mapAddress(billing),
    shipping_address: mapAddress(objectAt(order.shipping)),
    subtotal: sum(items.map((item) => item.total)),
    discount_amount: moneyOrZero(order.discount_total, 'discount_total'),
    tax_amount: moneyOrZero(order.total_tax, 'total_tax'),
    shipping_amount: moneyOrZero(order.shipping_total, 'shipping_total'),
    fees_amount: sum(listAt(order.fee_lines).map((fee) => moneyOrZero(fee.total, 'fee_lines.total'))),
    total_amount: total,
    refunded_amount: refunded,
    currency,
    ...sent,
    platform_status: textAt(order.status),
    payment_gateway: shortText(order.payment_method, 255),
    payment_reference: shortText(order.transaction_id, 255),
    notes: textAt(order.customer_note),
    tags: tagsOf(meta),
    discount_codes: listAt(order.coupon_lines).map((coupon) => ({
      code: nameAt(coupon.code, 255) ?? '',
      amount: moneyOrZero(coupon.discount, 'coupon_lines.discount'),
    })),
    tax_lines: listAt(order.tax_lines).map((tax) => ({
      title: nameAt(tax.label, 255) ?? nameAt(tax.rate_code, 255) ?? '',
      rate: textAt(tax.rate_percent),
      amount: add(
        moneyOrZero(tax.tax_total, 'tax_lines.tax_total'),
        moneyOrZero(tax.shipping_tax_total, 'tax_lines.shipping_tax_total'),
      ),
    })),
    shipping_lines: listAt(order.shipping_lines).map((line) => ({
      title: nameAt(line.method_title, 255) ?? '',
      code: shortText(line.method_id, 255),
      amount: moneyOrZero(line.total, 'shipping_lines.total'),
    })),
    ...cancellationOf(order, meta),
    paid_at: utcAt(order.date_paid_gmt),
    platform_created_at: createdAt,
    platform_updated_at: utcAt(order.date_modified_gmt),
    items,
    refunds: mappedRefunds,
  };
}

type Sent = Pick<PlatformOrder, 'items' | 'fulfillments' | 'status' | 'fulfillment_status' | 'payment_status'>;

function linesAndStates(order: JsonObject, refunds: PlatformRefund[], total: string, refunded: string): Sent {
  const lines = listAt(order.line_items).map((line) => mapLine(line));
  const status = textAt(order.status) ?? '';
  const meta: Meta = listAt(order.meta_data);
  const completed = status === 'completed' || utcAt(order.date_completed_gmt) !== null;
  const returned = new Map<string, number>();
  for (const { platform_item_id, quantity } of refunds.flatMap((refund) => refund.items)) {
    returned.set(platform_item_id, (returned.get(platform_item_id) ?? 0) + quantity);
  }
  const tracking = trackingOf(meta, lines, returned, completed);
  const delivered = utcAt(meta.find(({ key }) => key === DELIVERED_KEY)?.value);
  const states = orderStates({
    status,
    has_date_paid: utcAt(order.date_paid_gmt) !== null,
    has_date_completed: utcAt(order.date_completed_gmt) !== null,
    cash_on_delivery: order.payment_method === 'cod',
    authorized: isAuthorized(meta),
    total_is_zero: isZero(total),
    refunded: isZero(refunded) ? 'none' : compare(refunded, total) >= 0 ? 'whole' : 'part',
    tracked: tracking.tracked,
    numbered: tracking.numbered,
    delivered: delivered !== null,
  });
  const items: PlatformOrderItem[] = lines.map((line) => ({
    ...line,
    fulfilled_quantity:
      states.fulfillment_status === 'fulfilled'
        ? line.quantity
        : Math.min(line.quantity, tracking.sent.get(line.platform_item_id) ?? 0),
    refunded_quantity: Math.min(line.quantity, returned.get(line.platform_item_id) ?? 0),
  }));
  const sentUnseen = states.fulfillment_status === 'fulfilled' && tracking.tracked === 'none' && lines.length > 0;
  const fulfillments = sentUnseen
    ? [completedWhole(lines, utcAt(order.date_completed_gmt), delivered)]
    : tracking.fulfillments;
  return { items, fulfillments, ...states };
}

function tagsOf(meta: Meta): string[] {
  const tags = meta.find(({ key }) => key === TAGS_KEY)?.value;
  const list = typeof tags === 'object' && tags !== null ? Object.values(tags) : [];
  return list.flatMap((tag) => (typeof tag === 'string' ? (shortText(tag, 255) ?? []) : []));
}

/** Without our mark there is no date: date_modified moves with every later edit. */
function cancellationOf(order: JsonObject, meta: Meta): Pick<PlatformOrder, 'cancelled_at' | 'cancel_reason'> {
  const mark = order.status === 'cancelled' ? meta.find(({ key }) => key === CANCELLED_KEY)?.value : undefined;
  const { at, reason } = objectAt(mark);
  return { cancelled_at: utcAt(at), cancel_reason: shortText(reason, 255) };
}

/** The Stripe gateway and WooPayments reserve first and capture later; only their meta data says which it is. */
function isAuthorized(meta: Meta): boolean {
  return meta.some(
    ({ key, value }) =>
      (key === '_stripe_charge_captured' && value === 'no') ||
      (key === '_intention_status' && value === 'requires_capture'),
  );
}

function refundsOf(order: JsonObject, details: JsonObject[] | null, currency: string): PlatformRefund[] {
  const short = new Map(listAt(order.refunds).map((refund) => [idAt(refund.id), refund]));
  if (details === null) {
    return [...short.values()].map((refund) => ({
      platform_refund_id: requiredId(refund.id, 'refunds.id'),
      amount: positive(moneyOrZero(refund.total, 'refunds.total')),
      currency,
      reason: textAt(refund.reason),
      refunded_at: null,
      items: [],
    }));
  }
  return details.map((refund) => ({
    platform_refund_id: requiredId(refund.id, 'refunds.id'),
    // A refund made without an amount reads "" here; the order's own list has what it came to.
    amount: positive(
      amountAt(refund.amount, 'refunds.amount') ?? moneyOrZero(short.get(idAt(refund.id))?.total, 'total'),
    ),
    currency,
    reason: textAt(refund.reason),
    refunded_at: utcAt(refund.date_created_gmt),
    items: listAt(refund.line_items).flatMap(refundedLine),
  }));
}

/** Lines of a refund are negative copies; the meta data names the line of the order. Amounts are with their tax. */
function refundedLine(line: JsonObject): PlatformRefund['items'] {
  const origin = listAt(line.meta_data).find((meta) => meta.key === '_refunded_item_id');
  const id = idAt(origin?.value);
  if (id === null) return [];
  const quantity = Math.ceil(Math.abs(Number(quantityAt(line.quantity) ?? 0)));
  const amount = add(
    moneyOrZero(line.total, 'refunds.line_items.total'),
    moneyOrZero(line.total_tax, 'refunds.line_items.total_tax'),
  );
  return [{ platform_item_id: id, quantity, amount: positive(amount) }];
}

function positive(amount: string): string {
  return amount.startsWith('-') ? negate(amount) : amount;
}

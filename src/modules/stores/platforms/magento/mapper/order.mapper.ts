import type { JsonObject } from '../../../../../common/json.js';
import { add, compare, isZero, negate, subtract, sum } from '../../../../../common/money/money.js';
import type { PlatformFulfillment, PlatformOrder, PlatformRefund } from '../../platform.records.js';
import { mapAddress } from './address.js';
import { linesOf, type Line } from './order-lines.js';
import { orderStates } from './order-status.js';
import {
  UnmappableRecord,
  idAt,
  listAt,
  markOf,
  objectAt,
  requiredId,
  shortText,
  textAt,
} from '../../platform.values.js';
import { moneyAt, moneyOrZero, piecesAt, utcAt } from './values.js';

const OWN_MARK = `[${markOf('')}`;

/** What belongs to an order and is read beside it. */
export interface OrderDocuments {
  invoices: JsonObject[];
  shipments: JsonObject[];
  creditmemos: JsonObject[];
}

/** An order of `orders` with its documents. Amounts are in the order's own currency. Throws UnmappableRecord. */
export function mapOrder(order: JsonObject, documents: OrderDocuments): PlatformOrder {
  const id = requiredId(order.entity_id, 'entity_id');
  const created = utcAt(order.created_at);
  if (created === null) throw new UnmappableRecord('created_at', 'is no date');
  const currency = textAt(order.order_currency_code);
  if (currency === null || !/^[A-Z]{3}$/.test(currency)) {
    throw new UnmappableRecord('order_currency_code', 'is no ISO 4217 code');
  }
  const lines = linesOf(order);
  const known = new Set(lines.map(({ item }) => item.platform_item_id));
  const fulfillments = documents.shipments.map((shipment) => fulfillmentOf(shipment, known));
  const refunds = documents.creditmemos.map((memo) => refundOf(memo, currency, known));
  const amounts = amountsOf(order, lines);
  const refunded = sum(refunds.map((refund) => refund.amount));
  const payment = objectAt(order.payment);
  const billing = objectAt(order.billing_address);
  const shipping = objectAt(objectAt(listAt(objectAt(order.extension_attributes).shipping_assignments)[0]).shipping);
  return {
    platform_order_id: id,
    order_number: shortText(order.increment_id, 100) ?? id,
    platform_customer_id: idAt(order.customer_id),
    customer_email: shortText(order.customer_email, 255),
    customer_name: nameOf(order, billing),
    customer_phone: shortText(billing.telephone, 50),
    billing_address: mapAddress(billing),
    shipping_address: mapAddress(objectAt(shipping.address)),
    ...amounts,
    refunded_amount: refunded,
    currency,
    ...statesOf(order, lines, amounts.total_amount, refunded, fulfillments),
    platform_status: textAt(order.status) ?? textAt(order.state),
    payment_gateway: shortText(payment.method, 255),
    payment_reference: referenceOf(payment, documents.invoices),
    notes: notesOf(order),
    tags: [],
    discount_codes: codesOf(order),
    tax_lines: taxesOf(order),
    shipping_lines: shippingLines(order, textAt(shipping.method)),
    // Magento keeps neither date nor reason of a cancellation, and updated_at moves with every later edit.
    cancelled_at: null,
    cancel_reason: null,
    paid_at:
      documents.invoices
        .map((invoice) => utcAt(invoice.created_at) ?? '')
        .filter(Boolean)
        .sort()[0] ?? null,
    platform_created_at: created,
    platform_updated_at: utcAt(order.updated_at),
    items: lines.map(({ item }) => item),
    fulfillments,
    refunds,
  };
}

type Amounts = Pick<
  PlatformOrder,
  'subtotal' | 'discount_amount' | 'tax_amount' | 'shipping_amount' | 'fees_amount' | 'total_amount'
>;

function amountsOf(order: JsonObject, lines: Line[]): Amounts {
  const total = moneyAt(order.grand_total, 'grand_total');
  if (total === null) throw new UnmappableRecord('grand_total', 'is missing');
  const subtotal = sum(lines.map(({ item }) => item.total));
  const tax = moneyOrZero(order.tax_amount, 'tax_amount');
  const shippingDiscount = subtract(
    moneyOrZero(order.shipping_discount_amount, 'shipping_discount_amount'),
    moneyOrZero(order.shipping_discount_tax_compensation_amount, 'shipping_discount_tax_compensation_amount'),
  );
  const shipping = subtract(moneyOrZero(order.shipping_amount, 'shipping_amount'), shippingDiscount);
  return {
    subtotal,
    discount_amount: positive(moneyOrZero(order.discount_amount, 'discount_amount')),
    tax_amount: tax,
    shipping_amount: shipping,
    // Gift wrapping, gift cards, store credit and what extensions add stand in fields of their own, or in none.
    fees_amount: subtract(total, add(add(subtotal, tax), shipping)),
    total_amount: total,
  };
}

function statesOf(
  order: JsonObject,
  lines: Line[],
  total: string,
  refunded: string,
  fulfillments: PlatformFulfillment[],
): ReturnType<typeof orderStates> {
  const paid = moneyOrZero(order.total_paid, 'total_paid');
  const state = textAt(order.state) ?? '';
  const toShip = lines.filter((line) => line.to_ship > 0);
  const isSent = (line: Line): boolean => line.item.fulfilled_quantity >= line.to_ship;
  const anySent = toShip.some(({ item }) => item.fulfilled_quantity > 0);
  const allSent = toShip.length > 0 ? toShip.every(isSent) : state === 'complete';
  return orderStates({
    state,
    status: textAt(order.status) ?? '',
    shipped: allSent ? 'whole' : anySent ? 'part' : 'none',
    tracked: fulfillments.some((fulfillment) => fulfillment.tracking_number !== null),
    paid: compare(paid, total) >= 0 && (!isZero(total) || state !== 'new') ? 'whole' : isZero(paid) ? 'none' : 'part',
    authorized: !isZero(moneyOrZero(objectAt(order.payment).amount_authorized, 'payment.amount_authorized')),
    refunded: isZero(refunded) ? 'none' : compare(refunded, paid) >= 0 ? 'whole' : 'part',
  });
}

/** A shipment as a fulfilment. Of several tracks the latest is shown. */
export function fulfillmentOf(shipment: JsonObject, known: ReadonlySet<string> | null): PlatformFulfillment {
  const track = listAt(shipment.tracks).at(-1) ?? {};
  return {
    platform_fulfillment_id: requiredId(shipment.entity_id, 'shipments.entity_id'),
    status: 'success',
    carrier: shortText(track.title, 255) ?? shortText(track.carrier_code, 255),
    tracking_number: shortText(track.track_number, 255),
    tracking_url: trackingUrlOf(track),
    shipment_status: null,
    shipped_at: utcAt(shipment.created_at),
    delivered_at: null,
    items: listAt(shipment.items).flatMap((item) => {
      const id = idAt(item.order_item_id);
      const quantity = piecesAt(item.qty);
      // The child's row of a configurable product says the same again.
      return id !== null && quantity > 0 && (known === null || known.has(id))
        ? [{ platform_item_id: id, quantity }]
        : [];
    }),
  };
}

/** Magento has no place for it but a track's description. */
export function trackingUrlOf(track: JsonObject): string | null {
  const text = textAt(track.description)?.trim() ?? '';
  return /^https?:\/\/\S+$/i.test(text) ? text : null;
}

function refundOf(memo: JsonObject, currency: string, known: ReadonlySet<string>): PlatformRefund {
  return {
    platform_refund_id: requiredId(memo.entity_id, 'creditmemos.entity_id'),
    amount: positive(moneyOrZero(memo.grand_total, 'creditmemos.grand_total')),
    currency,
    reason: textAt(listAt(memo.comments)[0]?.comment),
    refunded_at: utcAt(memo.created_at),
    items: listAt(memo.items).flatMap((item) => {
      const id = idAt(item.order_item_id);
      const quantity = piecesAt(item.qty);
      if (id === null || quantity === 0 || !known.has(id)) return [];
      const goods = subtract(moneyOrZero(item.row_total, 'row_total'), moneyOrZero(item.discount_amount, 'discount'));
      return [{ platform_item_id: id, quantity, amount: add(goods, moneyOrZero(item.tax_amount, 'tax_amount')) }];
    }),
  };
}

function nameOf(order: JsonObject, billing: JsonObject): string | null {
  const of = (...parts: (string | null)[]): string => parts.filter((part) => part !== null).join(' ');
  const account = of(textAt(order.customer_firstname), textAt(order.customer_lastname));
  return shortText(account === '' ? of(textAt(billing.firstname), textAt(billing.lastname)) : account, 255);
}

function referenceOf(payment: JsonObject, invoices: JsonObject[]): string | null {
  const captured = invoices.find((invoice) => textAt(invoice.transaction_id) !== null);
  return shortText(captured?.transaction_id, 255) ?? shortText(payment.last_trans_id, 255);
}

/**
 * The newest comment that somebody wrote on the order itself, else what the customer wrote at the checkout. One that bears a
 * mark of ours tells of a refund: it is nobody's note.
 */
export function notesOf(order: JsonObject): string | null {
  const written = listAt(order.status_histories)
    .filter((history) => history.entity_name === 'order' && !(textAt(history.comment) ?? OWN_MARK).includes(OWN_MARK))
    .sort((a, b) => Number(b.entity_id) - Number(a.entity_id));
  return textAt(written[0]?.comment) ?? textAt(order.customer_note);
}

function codesOf(order: JsonObject): PlatformOrder['discount_codes'] {
  const code = shortText(order.coupon_code, 255);
  return code === null ? [] : [{ code, amount: positive(moneyOrZero(order.discount_amount, 'discount_amount')) }];
}

function taxesOf(order: JsonObject): PlatformOrder['tax_lines'] {
  return listAt(objectAt(order.extension_attributes).applied_taxes).map((tax) => ({
    title: shortText(tax.title, 255) ?? shortText(tax.code, 255) ?? '',
    rate: textAt(tax.percent),
    amount: moneyOrZero(tax.amount, 'applied_taxes.amount'),
  }));
}

function shippingLines(order: JsonObject, method: string | null): PlatformOrder['shipping_lines'] {
  const title = shortText(order.shipping_description, 255);
  if (title === null && method === null) return [];
  const amount = moneyOrZero(order.shipping_amount, 'shipping_amount');
  return [{ title: title ?? method ?? '', code: shortText(method, 255), amount }];
}

function positive(amount: string): string {
  return amount.startsWith('-') ? negate(amount) : amount;
}

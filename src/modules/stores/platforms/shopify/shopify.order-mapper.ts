import type { JsonObject } from '../../../../common/json.js';
import { add, multiply, subtract, sum } from '../../../../common/money/money.js';
import type { PlatformFulfillment, PlatformOrder, PlatformOrderItem, PlatformRefund } from '../platform.records.js';
import { mapAddress } from './shopify.customer-mapper.js';
import {
  decimalOrNull,
  flagOf,
  idOf,
  integerOf,
  integerOrNull,
  nodesOf,
  objectOf,
  objectOrNull,
  objectsOf,
  shopMoneyOf,
  shopMoneyOrNull,
  shortened,
  textOf,
  textOrNull,
  textsOf,
  timeOf,
  timeOrNull,
} from './shopify.node.js';
import { fulfillmentStatusOf, isLive, type OrderFacts, paymentStatusOf, statusOf } from './shopify.order-status.js';

/**
 * An Order node of ORDERS_QUERY or BULK_ORDERS_QUERY, completed (its `shippingLines`, each fulfillment's
 * `fulfillmentLineItems` and each refund's `refundLineItems` are there). Throws UnmappableError.
 *
 * All amounts are the shop's money (`shopMoney`), never the customer's (`presentmentMoney`): the shop's books are kept
 * in it, and one order's amounts must add up. Where the shop's prices include tax, Shopify's subtotal, lines and
 * shipping include it too; it is taken out, so that subtotal + tax + shipping + fees is the total in every shop.
 */
export function mapOrder(node: JsonObject): PlatformOrder {
  const taxIncluded = flagOf(node, 'taxesIncluded');
  const refunds = objectsOf(node, 'refunds').map((refund) => mapRefund(refund, taxIncluded));
  const fulfillments = objectsOf(node, 'fulfillments').map(mapFulfillment);
  const shipping = nodesOf(node, 'shippingLines').map((line) => mapShippingLine(line, taxIncluded));
  const lines = nodesOf(node, 'lineItems');
  const facts = factsOf(node);
  const lineTaxes = taxIncluded ? sum(lines.map(taxOf)) : '0';
  return {
    platform_order_id: idOf(node),
    order_number: shortened(textOf(node, 'name'), 100),
    ...partiesOf(node),
    subtotal: subtract(shopMoneyOrNull(node, 'subtotalPriceSet') ?? '0', lineTaxes),
    discount_amount: shopMoneyOrNull(node, 'totalDiscountsSet') ?? '0',
    tax_amount: shopMoneyOrNull(node, 'totalTaxSet') ?? '0',
    shipping_amount: sum(shipping.map((line) => line.amount)),
    fees_amount: sum([
      shopMoneyOf(node, 'totalTipReceivedSet'),
      shopMoneyOrNull(node, 'originalTotalDutiesSet') ?? '0',
      shopMoneyOrNull(node, 'originalTotalAdditionalFeesSet') ?? '0',
    ]),
    total_amount: shopMoneyOf(node, 'totalPriceSet'),
    refunded_amount: shopMoneyOf(node, 'totalRefundedSet'),
    currency: currencyOf(node, 'totalPriceSet'),
    status: statusOf(facts),
    fulfillment_status: fulfillmentStatusOf(facts),
    payment_status: paymentStatusOf(facts),
    platform_status: `${facts.financial ?? 'NONE'}/${facts.fulfillment}`,
    ...paymentOf(node, facts),
    notes: textOrNull(node, 'note'),
    tags: textsOf(node, 'tags'),
    discount_codes: discountCodesOf(node, lines),
    tax_lines: objectsOf(node, 'taxLines').map((line) => ({
      title: textOf(line, 'title'),
      rate: decimalOrNull(line, 'rate'),
      amount: shopMoneyOf(line, 'priceSet'),
    })),
    shipping_lines: shipping,
    cancelled_at: timeOrNull(node, 'cancelledAt'),
    cancel_reason: textOrNull(node, 'cancelReason')?.toLowerCase() ?? null,
    platform_created_at: timeOf(node, 'createdAt'),
    platform_updated_at: timeOf(node, 'updatedAt'),
    items: lines.map((line) => mapItem(line, taxIncluded, fulfillments, refunds)),
    fulfillments,
    refunds,
  };
}

type Parties = Pick<
  PlatformOrder,
  | 'platform_customer_id'
  | 'customer_email'
  | 'customer_name'
  | 'customer_phone'
  | 'billing_address'
  | 'shipping_address'
>;

function partiesOf(node: JsonObject): Parties {
  const email = textOrNull(node, 'email', 255);
  const customer = objectOrNull(node, 'customer');
  const billing = objectOrNull(node, 'billingAddress');
  const shipping = objectOrNull(node, 'shippingAddress');
  const people = [customer, billing, shipping].filter((person) => person !== null);
  const phones = [node, billing, shipping].filter((place) => place !== null);
  return {
    platform_customer_id: customer === null ? null : idOf(customer),
    customer_email: email,
    customer_name: firstText(people.map(nameOf)),
    customer_phone: firstText(phones.map((place) => textOrNull(place, 'phone', 50))),
    billing_address: billing === null ? null : mapAddress(billing, email),
    shipping_address: shipping === null ? null : mapAddress(shipping, email),
  };
}

function nameOf(person: JsonObject): string | null {
  const names = [textOrNull(person, 'firstName'), textOrNull(person, 'lastName')].filter((name) => name !== null);
  return names.length === 0 ? null : shortened(names.join(' '), 255);
}

function firstText(texts: (string | null)[]): string | null {
  return texts.find((text) => text !== null) ?? null;
}

function factsOf(node: JsonObject): OrderFacts {
  const live = objectsOf(node, 'fulfillments').filter((fulfillment) => isLive(textOf(fulfillment, 'status')));
  return {
    cancelled: timeOrNull(node, 'cancelledAt') !== null,
    financial: textOrNull(node, 'displayFinancialStatus'),
    fulfillment: textOf(node, 'displayFulfillmentStatus'),
    shipments: live.map((fulfillment) => ({
      display: textOrNull(fulfillment, 'displayStatus'),
      delivered_at: timeOrNull(fulfillment, 'deliveredAt'),
      has_tracking: objectsOf(fulfillment, 'trackingInfo').some((info) => textOrNull(info, 'number') !== null),
    })),
  };
}

type Payment = Pick<PlatformOrder, 'payment_gateway' | 'payment_reference' | 'paid_at'>;

/** The reference is that of the payment that took the money, or, before that, of the one that reserved it. */
function paymentOf(node: JsonObject, facts: OrderFacts): Payment {
  const gateways = textsOf(node, 'paymentGatewayNames');
  const payments = objectsOf(node, 'transactions')
    .map((transaction) => ({
      kind: textOf(transaction, 'kind'),
      status: textOf(transaction, 'status'),
      reference: textOrNull(transaction, 'paymentId', 255),
      at: timeOrNull(transaction, 'processedAt'),
    }))
    .filter((payment) => payment.status === 'SUCCESS')
    .sort((a, b) => timeValueOf(a.at) - timeValueOf(b.at));
  const taken = payments.filter(({ kind }) => kind === 'SALE' || kind === 'CAPTURE');
  const reserved = payments.filter(({ kind }) => kind === 'AUTHORIZATION' || kind === 'EMV_AUTHORIZATION');
  const wasPaid = ['paid', 'partially_refunded', 'refunded'].includes(paymentStatusOf(facts));
  return {
    payment_gateway: gateways.length === 0 ? null : shortened(gateways.join(', '), 255),
    payment_reference: firstText([...taken, ...reserved].map(({ reference }) => reference)),
    paid_at: wasPaid ? (taken.at(-1)?.at ?? null) : null,
  };
}

function mapItem(
  node: JsonObject,
  taxIncluded: boolean,
  fulfillments: PlatformFulfillment[],
  refunds: PlatformRefund[],
): PlatformOrderItem {
  const id = idOf(node);
  const quantity = integerOf(node, 'quantity');
  const price = shopMoneyOf(node, 'originalUnitPriceSet');
  const discount = sum(objectsOf(node, 'discountAllocations').map((share) => shopMoneyOf(share, 'allocatedAmountSet')));
  const tax = taxOf(node);
  const gross = multiply(price, String(quantity), price.split('.')[1]?.length ?? 0);
  const product = objectOrNull(node, 'product');
  const variant = objectOrNull(node, 'variant');
  const properties = objectsOf(node, 'customAttributes').map((attribute) => [
    textOf(attribute, 'key'),
    textOrNull(attribute, 'value'),
  ]);
  const shipped = fulfillments.filter((fulfillment) => isLive(fulfillment.status.toUpperCase()));
  return {
    platform_item_id: id,
    platform_product_id: product === null ? null : idOf(product),
    platform_variant_id: variant === null ? null : idOf(variant),
    title: shortened(textOf(node, 'title'), 500),
    variant_title: textOrNull(node, 'variantTitle', 255),
    sku: textOrNull(node, 'sku', 255),
    quantity,
    price,
    total: subtract(subtract(gross, discount), taxIncluded ? tax : '0'),
    discount_amount: discount,
    tax_amount: tax,
    fulfilled_quantity: quantityIn(shipped, id),
    refunded_quantity: quantityIn(refunds, id),
    properties: Object.fromEntries(properties) as JsonObject,
  };
}

function quantityIn(parts: { items: { platform_item_id: string; quantity: number }[] }[], id: string): number {
  return parts
    .flatMap((part) => part.items)
    .filter((item) => item.platform_item_id === id)
    .reduce((total, item) => total + item.quantity, 0);
}

/** A Fulfillment node with its line items. Throws UnmappableError. */
export function mapFulfillment(node: JsonObject): PlatformFulfillment {
  const tracking = objectsOf(node, 'trackingInfo');
  const numbers = tracking.map((info) => textOrNull(info, 'number')).filter((number) => number !== null);
  return {
    platform_fulfillment_id: idOf(node),
    status: textOf(node, 'status').toLowerCase(),
    carrier: firstText(tracking.map((info) => textOrNull(info, 'company', 255))),
    // One fulfillment may be several parcels.
    tracking_number: numbers.length === 0 ? null : shortened(numbers.join(', '), 255),
    tracking_url: firstText(tracking.map((info) => textOrNull(info, 'url'))),
    shipment_status: textOrNull(node, 'displayStatus')?.toLowerCase() ?? null,
    shipped_at: timeOrNull(node, 'inTransitAt') ?? timeOf(node, 'createdAt'),
    delivered_at: timeOrNull(node, 'deliveredAt'),
    items: nodesOf(node, 'fulfillmentLineItems').map((item) => ({
      platform_item_id: idOf(objectOf(item, 'lineItem')),
      quantity: integerOrNull(item, 'quantity') ?? 0,
    })),
  };
}

function mapRefund(node: JsonObject, taxIncluded: boolean): PlatformRefund {
  return {
    platform_refund_id: idOf(node),
    amount: shopMoneyOf(node, 'totalRefundedSet'),
    currency: currencyOf(node, 'totalRefundedSet'),
    reason: textOrNull(node, 'note'),
    refunded_at: timeOrNull(node, 'processedAt') ?? timeOrNull(node, 'createdAt'),
    items: nodesOf(node, 'refundLineItems').map((item) => ({
      platform_item_id: idOf(objectOf(item, 'lineItem')),
      quantity: integerOf(item, 'quantity'),
      amount: add(shopMoneyOf(item, 'subtotalSet'), taxIncluded ? '0' : shopMoneyOf(item, 'totalTaxSet')),
    })),
  };
}

function mapShippingLine(node: JsonObject, taxIncluded: boolean): PlatformOrder['shipping_lines'][number] {
  return {
    title: textOf(node, 'title'),
    code: textOrNull(node, 'code'),
    amount: subtract(shopMoneyOf(node, 'discountedPriceSet'), taxIncluded ? taxOf(node) : '0'),
  };
}

/** What each code took off, over lines and shipping; a code that took nothing off is still named. */
function discountCodesOf(node: JsonObject, lines: JsonObject[]): PlatformOrder['discount_codes'] {
  const codes = textsOf(node, 'discountCodes');
  const amounts = new Map<string, string>();
  for (const share of [...lines, ...nodesOf(node, 'shippingLines')].flatMap((l) =>
    objectsOf(l, 'discountAllocations'),
  )) {
    const code = objectOf(share, 'discountApplication').code;
    if (typeof code !== 'string') continue;
    const key = code.toLowerCase();
    amounts.set(key, add(amounts.get(key) ?? '0', shopMoneyOf(share, 'allocatedAmountSet')));
  }
  return codes.map((code) => ({ code, amount: amounts.get(code.toLowerCase()) ?? '0' }));
}

function taxOf(node: JsonObject): string {
  return sum(objectsOf(node, 'taxLines').map((line) => shopMoneyOf(line, 'priceSet')));
}

function currencyOf(node: JsonObject, key: string): string {
  return textOf(objectOf(objectOf(node, key), 'shopMoney'), 'currencyCode');
}

function timeValueOf(time: string | null): number {
  return time === null ? 0 : Date.parse(time);
}

import { listConnection, type Args } from '../graphql/connection.js';
import { Typed, type Resolvers } from '../graphql/executor.js';
import { gid, numberOf } from '../data/ids.js';
import { decimalText, minus, plus, SHOP_CURRENCY, sum, times, zero, type Amount } from '../data/money.js';
import type { AllocationRow, LineRow, OrderRow, ShippingRow, TaxRow } from '../data/rows.js';
import { allocatedTo, netOf, originalOf, taxOf } from '../data/totals.js';
import type { ShopContext } from '../shop.js';
import { refundsOf } from './fulfillment.js';
import { iso } from './text.js';

/** Lines and allocations are given together with their order, which they need. */
export interface LineOf {
  order: OrderRow;
  line: LineRow;
}
export interface ShippingOf {
  order: OrderRow;
  line: ShippingRow;
}

export function linesOf(order: OrderRow): LineOf[] {
  return order.lines.map((line) => ({ order, line }));
}

const left = (line: LineRow): number => line.quantity - line.refunded;

function applicationOf(order: OrderRow, index: number): Typed | null {
  const application = order.applications[index];
  if (application === undefined) return null;
  const value =
    'percentage' in application.value
      ? new Typed('PricingPercentageValue', { percentage: application.value.percentage })
      : new Typed('MoneyV2', {
          amount: decimalText(application.value.fixed.p, order.currency),
          currencyCode: order.currency,
        });
  const type = {
    code: 'DiscountCodeApplication',
    automatic: 'AutomaticDiscountApplication',
    manual: 'ManualDiscountApplication',
  }[application.kind];
  return new Typed(type, {
    index,
    allocationMethod: application.method,
    targetSelection: application.method === 'EACH' ? 'ENTITLED' : 'ALL',
    targetType: application.target,
    value,
    code: application.label,
    title: application.label,
    description: null,
  });
}

function allocations(order: OrderRow, rows: AllocationRow[]): object[] {
  return rows.map((row) => ({
    allocatedAmountSet: row.amount,
    discountApplication: applicationOf(order, row.application),
  }));
}

function taxes(rows: TaxRow[]): object[] {
  return rows.map((row) => ({
    channelLiable: false,
    priceSet: row.amount,
    rate: row.rate,
    ratePercentage: Math.round(row.rate * 1e6) / 1e4,
    source: null,
    title: row.title,
  }));
}

/** One line for each rate and title, as the order shows them. */
function taxSummary(order: OrderRow): TaxRow[] {
  const lines = new Map<string, TaxRow>();
  for (const row of [...order.lines, ...order.shipping_lines].flatMap((line) => line.taxes)) {
    const known = lines.get(row.title);
    if (known === undefined) lines.set(row.title, { ...row });
    else known.amount = plus(known.amount, row.amount);
  }
  return [...lines.values()];
}

const codes = (order: OrderRow): string[] =>
  order.applications.filter((application) => application.kind === 'code').map((application) => application.label);

const total = (name: keyof OrderRow['totals']) => (o: OrderRow) => o.totals[name];

function gateways(order: OrderRow): string[] {
  return [...new Set(order.transactions.map((transaction) => transaction.gateway))];
}

const closedAt = (o: OrderRow): number | null =>
  o.cancelled ?? (o.totals.fulfillment === 'FULFILLED' && o.totals.financial !== 'PENDING' ? o.updated : null);

export const ORDER_RESOLVERS: Resolvers<ShopContext> = {
  Order: {
    id: (o: OrderRow) => gid('Order', o.n),
    legacyResourceId: (o: OrderRow) => String(numberOf('Order', o.n)),
    name: (o: OrderRow) => `#${1001 + o.n}`,
    number: (o: OrderRow) => 1001 + o.n,
    app: () => ({ id: 'gid://shopify/App/580111', name: 'Online Store' }),
    billingAddress: (o: OrderRow) => o.billing,
    billingAddressMatchesShippingAddress: () => false,
    shippingAddress: (o: OrderRow) => o.shipping,
    displayAddress: (o: OrderRow) => o.shipping ?? o.billing,
    cancelReason: (o: OrderRow) => o.cancel_reason,
    cancelledAt: (o: OrderRow) => (o.cancelled === null ? null : iso(o.cancelled)),
    closed: (o: OrderRow) => closedAt(o) !== null,
    closedAt: (o: OrderRow) => {
      const at = closedAt(o);
      return at === null ? null : iso(at);
    },
    confirmationNumber: (o: OrderRow) => `C${(o.n * 48271).toString(36).toUpperCase().padStart(8, '0')}`,
    confirmed: () => true,
    createdAt: (o: OrderRow) => iso(o.created),
    updatedAt: (o: OrderRow) => iso(o.updated),
    processedAt: (o: OrderRow) => iso(o.created),
    currencyCode: () => SHOP_CURRENCY,
    presentmentCurrencyCode: (o: OrderRow) => o.currency,
    customAttributes: (o: OrderRow) => o.attributes,
    customer: (o: OrderRow, _: Args, { store }) => (o.customer === null ? null : store.customers.get(o.customer)),
    customerLocale: (o: OrderRow) => (o.currency === 'JPY' ? 'ja-JP' : 'en'),
    discountApplications: (o: OrderRow, args: Args) =>
      listConnection(
        o.applications.map((application) => applicationOf(o, application.index)),
        args.reverse === true,
      ),
    discountCode: (o: OrderRow) => codes(o)[0] ?? null,
    discountCodes: codes,
    displayFinancialStatus: total('financial'),
    displayFulfillmentStatus: total('fulfillment'),
    edited: () => false,
    estimatedTaxes: () => false,
    fulfillable: (o: OrderRow) => o.cancelled === null && o.totals.fulfillment !== 'FULFILLED',
    fulfillments: (o: OrderRow, { first }: Args) =>
      o.fulfillments.slice(0, typeof first === 'number' ? first : undefined).map((row) => ({ order: o, row })),
    fulfillmentsCount: (o: OrderRow) => ({ count: o.fulfillments.length, precision: 'EXACT' }),
    fullyPaid: (o: OrderRow) => o.totals.outstanding.s <= 0 && o.totals.capturable.s === 0,
    unpaid: (o: OrderRow) => o.totals.received.s === 0 && o.totals.total.s > 0,
    lineItems: (o: OrderRow, args: Args) => listConnection(linesOf(o), args.reverse === true),
    note: (o: OrderRow) => o.note,
    paymentGatewayNames: gateways,
    poNumber: () => null,
    refundable: (o: OrderRow) => o.totals.received.s > o.totals.refunded.s,
    refunds: (o: OrderRow, { first }: Args) => refundsOf(o).slice(0, typeof first === 'number' ? first : undefined),
    requiresShipping: (o: OrderRow) => o.lines.some((line) => line.requires_shipping),
    retailLocation: () => null,
    returnStatus: () => 'NO_RETURN',
    shippingLine: (o: OrderRow) => (o.shipping_lines[0] === undefined ? null : { order: o, line: o.shipping_lines[0] }),
    shippingLines: (o: OrderRow, args: Args) =>
      listConnection(
        o.shipping_lines.map((line): ShippingOf => ({ order: o, line })),
        args.reverse === true,
      ),
    sourceIdentifier: () => null,
    sourceName: () => 'web',
    subtotalLineItemsQuantity: (o: OrderRow) => o.lines.reduce((count, line) => count + line.quantity, 0),
    currentSubtotalLineItemsQuantity: (o: OrderRow) => o.lines.reduce((count, line) => count + left(line), 0),
    taxExempt: () => false,
    taxLines: (o: OrderRow) => taxes(taxSummary(o)),
    currentTaxLines: (o: OrderRow) => {
      const share = o.totals.tax.s === 0 ? 0 : o.totals.current_tax.s / o.totals.tax.s;
      return taxes(taxSummary(o).map((row) => ({ ...row, amount: times(row.amount, share) })));
    },
    taxesIncluded: (o: OrderRow) => o.taxes_included,
    totalWeight: () => '0',
    transactions: (o: OrderRow, { first }: Args) =>
      o.transactions.slice(0, typeof first === 'number' ? first : undefined).map((row) => ({ order: o, row })),
    transactionsCount: (o: OrderRow) => ({ count: o.transactions.length, precision: 'EXACT' }),
    cartDiscountAmountSet: total('cart_discounts'),
    subtotalPriceSet: total('subtotal'),
    totalDiscountsSet: total('discounts'),
    totalPriceSet: total('total'),
    originalTotalPriceSet: total('total'),
    totalShippingPriceSet: total('shipping'),
    totalTaxSet: total('tax'),
    totalReceivedSet: total('received'),
    totalRefundedSet: total('refunded'),
    totalRefundedShippingSet: total('refunded_shipping'),
    totalCapturableSet: total('capturable'),
    totalOutstandingSet: total('outstanding'),
    totalTipReceivedSet: (o: OrderRow) => zero(o.currency),
    netPaymentSet: (o: OrderRow) => minus(o.totals.received, o.totals.refunded),
    currentShippingPriceSet: total('current_shipping'),
    currentSubtotalPriceSet: total('current_subtotal'),
    currentTotalDiscountsSet: total('current_discounts'),
    currentTotalPriceSet: total('current_total'),
    currentTotalTaxSet: total('current_tax'),
    currentTotalDutiesSet: () => null,
    originalTotalAdditionalFeesSet: () => null,
    originalTotalDutiesSet: () => null,
  },
  LineItem: {
    id: ({ line }: LineOf) => gid('LineItem', line.order, line.k),
    name: ({ line }: LineOf) => (line.variant_title === null ? line.title : `${line.title} - ${line.variant_title}`),
    title: ({ line }: LineOf) => line.title,
    variantTitle: ({ line }: LineOf) => line.variant_title,
    sku: ({ line }: LineOf) => line.sku,
    vendor: ({ line }: LineOf) => line.vendor,
    quantity: ({ line }: LineOf) => line.quantity,
    currentQuantity: ({ line }: LineOf) => left(line),
    refundableQuantity: ({ line }: LineOf) => left(line),
    unfulfilledQuantity: ({ line }: LineOf) => Math.max(0, left(line) - line.fulfilled),
    nonFulfillableQuantity: ({ line }: LineOf) => line.refunded,
    customAttributes: ({ line }: LineOf) => line.properties,
    discountAllocations: ({ order, line }: LineOf) => allocations(order, line.allocations),
    originalUnitPriceSet: ({ line }: LineOf) => line.unit,
    originalTotalSet: ({ line }: LineOf) => originalOf(line),
    discountedTotalSet: ({ line }: LineOf, { withCodeDiscounts }: Args) =>
      withCodeDiscounts === true ? netOf(line) : minus(originalOf(line), allocatedTo(line, true)),
    totalDiscountSet: ({ line }: LineOf) => allocatedTo(line, true),
    discountedUnitPriceSet: ({ line }: LineOf) =>
      times(minus(originalOf(line), allocatedTo(line, true)), 1 / line.quantity),
    discountedUnitPriceAfterAllDiscountsSet: ({ line }: LineOf) => times(netOf(line), 1 / line.quantity),
    priceAfterAllDiscountsBeforeTaxesSet: ({ order, line }: LineOf) => {
      const net = order.taxes_included ? minus(netOf(line), taxOf(line)) : netOf(line);
      return times(net, left(line) / line.quantity);
    },
    unfulfilledDiscountedTotalSet: ({ line }: LineOf) =>
      times(minus(originalOf(line), allocatedTo(line, true)), open(line)),
    unfulfilledOriginalTotalSet: ({ line }: LineOf) => times(originalOf(line), open(line)),
    fulfillmentStatus: ({ line }: LineOf) =>
      line.fulfilled === 0 ? 'unfulfilled' : line.fulfilled < line.quantity ? 'partial' : 'fulfilled',
    image: ({ line }: LineOf, _: Args, { store }) => {
      const product = store.products.get(line.product);
      const image = product?.images.find((one) => !one.video);
      return product === null || image === undefined ? null : { product, image };
    },
    isGiftCard: ({ line }: LineOf) => line.gift_card,
    product: ({ line }: LineOf, _: Args, { store }) => store.products.get(line.product),
    variant: ({ line }: LineOf, _: Args, { store }) =>
      line.variant === null ? null : store.variant(line.product, line.variant),
    requiresShipping: ({ line }: LineOf) => line.requires_shipping,
    restockable: ({ line }: LineOf) => line.variant !== null,
    taxLines: ({ line }: LineOf, { first }: Args) =>
      taxes(line.taxes.slice(0, typeof first === 'number' ? first : undefined)),
    taxable: ({ line }: LineOf) => line.taxes.length > 0,
    weight: () => null,
  },
  ShippingLine: {
    id: ({ line }: ShippingOf) => gid('ShippingLine', line.order, line.k),
    carrierIdentifier: () => null,
    code: ({ line }: ShippingOf) => line.code,
    currentDiscountedPriceSet: ({ order, line }: ShippingOf) =>
      minus(minus(line.price, allocatedTo(line)), refundedShipping(order)),
    custom: () => false,
    deliveryCategory: () => null,
    discountAllocations: ({ order, line }: ShippingOf) => allocations(order, line.allocations),
    discountedPriceSet: ({ line }: ShippingOf) => minus(line.price, allocatedTo(line)),
    originalPriceSet: ({ line }: ShippingOf) => line.price,
    isRemoved: () => false,
    phone: () => null,
    shippingRateHandle: () => null,
    source: () => 'shopify',
    taxLines: ({ line }: ShippingOf) => taxes(line.taxes),
    title: ({ line }: ShippingOf) => line.title,
  },
};

function open(line: LineRow): number {
  return Math.max(0, left(line) - line.fulfilled) / line.quantity;
}

function refundedShipping(order: OrderRow): Amount {
  return sum(
    order.refunds.map((refund) => refund.shipping),
    order.currency,
  );
}

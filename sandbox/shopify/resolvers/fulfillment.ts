import { listConnection, type Args } from '../graphql/connection.js';
import type { Resolvers } from '../graphql/executor.js';
import { gid, numberOf } from '../data/ids.js';
import { decimalText, minus, SHOP_CURRENCY, times, zero, type Amount } from '../data/money.js';
import type {
  AddressRow,
  CustomerRow,
  FulfillmentRow,
  LineRow,
  OrderRow,
  RefundRow,
  TransactionRow,
} from '../data/rows.js';
import { allocatedTo, originalOf } from '../data/totals.js';
import { LOCATIONS } from '../data/store.js';
import type { ShopContext } from '../shop.js';
import { customerOrders } from './searches.js';
import { iso } from './text.js';

interface Of<Row> {
  order: OrderRow;
  row: Row;
}
type FulfillmentOf = Of<FulfillmentRow>;
type RefundOf = Of<RefundRow>;
type TransactionOf = Of<TransactionRow>;
type RefundItemOf = Of<RefundRow['items'][number]> & { refund: RefundRow };

export function refundsOf(order: OrderRow): RefundOf[] {
  return order.refunds.map((row) => ({ order, row }));
}

function lineOf(order: OrderRow, k: number): { order: OrderRow; line: LineRow } | null {
  const line = order.lines[k];
  return line === undefined ? null : { order, line };
}

function shareOf(order: OrderRow, k: number, quantity: number, discounted: boolean): Amount {
  const line = order.lines[k];
  if (line === undefined) return zero(order.currency);
  const whole = discounted ? minus(originalOf(line), allocatedTo(line, true)) : originalOf(line);
  return times(whole, quantity / line.quantity);
}

/** What the refund's transactions moved beyond or below its lines and shipping. */
function discrepancy({ order, row }: RefundOf): Amount {
  let expected = row.shipping;
  for (const item of row.items) {
    const tax = order.taxes_included ? zero(order.currency) : item.tax;
    expected = minus(minus(expected, times(item.subtotal, -1)), times(tax, -1));
  }
  return minus(expected, row.total);
}

function transactionsOf(order: OrderRow, refund: number | null): TransactionOf[] {
  return order.transactions
    .filter((transaction) => refund === null || transaction.refund === refund)
    .map((row) => ({ order, row }));
}

const EVENTS = [
  ['IN_TRANSIT', 'in_transit'],
  ['DELIVERED', 'delivered'],
] as const;

function spentBy(customer: CustomerRow, { store }: ShopContext): number {
  return store.ordersOf(customer.n).reduce((cents, { totals }) => cents + totals.received.s - totals.refunded.s, 0);
}

const nameOf = (row: { first_name: string | null; last_name: string | null }): string =>
  [row.first_name, row.last_name].filter((part) => part !== null).join(' ');

export const FULFILLMENT_RESOLVERS: Resolvers<ShopContext> = {
  MoneyBag: {
    shopMoney: (amount: Amount) => ({ amount: decimalText(amount.s, SHOP_CURRENCY), currencyCode: SHOP_CURRENCY }),
    presentmentMoney: (amount: Amount) => ({ amount: decimalText(amount.p, amount.c), currencyCode: amount.c }),
  },
  Fulfillment: {
    id: ({ row }: FulfillmentOf) => gid('Fulfillment', row.order, row.k),
    legacyResourceId: ({ row }: FulfillmentOf) => String(numberOf('Fulfillment', row.order, row.k)),
    name: ({ row }: FulfillmentOf) => `#${1001 + row.order}-F${row.k + 1}`,
    createdAt: ({ row }: FulfillmentOf) => iso(row.created),
    updatedAt: ({ row }: FulfillmentOf) => iso(row.updated),
    deliveredAt: ({ row }: FulfillmentOf) => (row.delivered === null ? null : iso(row.delivered)),
    inTransitAt: ({ row }: FulfillmentOf) => (row.in_transit === null ? null : iso(row.in_transit)),
    estimatedDeliveryAt: () => null,
    displayStatus: ({ row }: FulfillmentOf) => row.display,
    status: ({ row }: FulfillmentOf) => row.status,
    events: ({ row }: FulfillmentOf) =>
      listConnection(
        EVENTS.flatMap(([status, at], k) => {
          const happened = row[at];
          if (happened === null) return [];
          const id = gid('FulfillmentEvent', row.order, row.k * 8 + k);
          return [{ id, status, message: null, createdAt: iso(happened), happenedAt: iso(happened) }];
        }),
      ),
    fulfillmentLineItems: ({ order, row }: FulfillmentOf, args: Args) =>
      listConnection(
        row.items.map((item) => ({ order, row: item, fulfillment: row })),
        args.reverse === true,
      ),
    location: ({ row }: FulfillmentOf) => LOCATIONS[row.location],
    requiresShipping: () => true,
    totalQuantity: ({ row }: FulfillmentOf) => row.items.reduce((count, item) => count + item.quantity, 0),
    trackingInfo: ({ row }: FulfillmentOf) => row.tracking,
  },
  FulfillmentLineItem: {
    id: ({ order, row, fulfillment }: Of<{ line: number; quantity: number }> & { fulfillment: FulfillmentRow }) =>
      gid('FulfillmentLineItem', order.n, fulfillment.k * 128 + row.line),
    lineItem: ({ order, row }: Of<{ line: number }>) => lineOf(order, row.line),
    quantity: ({ row }: Of<{ quantity: number }>) => row.quantity,
    originalTotalSet: ({ order, row }: Of<{ line: number; quantity: number }>) =>
      shareOf(order, row.line, row.quantity, false),
    discountedTotalSet: ({ order, row }: Of<{ line: number; quantity: number }>) =>
      shareOf(order, row.line, row.quantity, true),
  },
  Refund: {
    id: ({ row }: RefundOf) => gid('Refund', row.order, row.k),
    legacyResourceId: ({ row }: RefundOf) => String(numberOf('Refund', row.order, row.k)),
    createdAt: ({ row }: RefundOf) => iso(row.created),
    processedAt: ({ row }: RefundOf) => iso(row.created),
    updatedAt: ({ row }: RefundOf) => iso(row.created),
    note: ({ row }: RefundOf) => row.note,
    orderAdjustments: (one: RefundOf, args: Args) => {
      const amount = discrepancy(one);
      if (amount.s === 0 && amount.p === 0) return listConnection([]);
      const id = gid('Refund', one.row.order, one.row.k).replace('Refund', 'OrderAdjustment');
      const adjustment = {
        id,
        amountSet: amount,
        reason: 'REFUND_DISCREPANCY',
        taxAmountSet: zero(one.order.currency),
      };
      return listConnection([adjustment], args.reverse === true);
    },
    refundLineItems: ({ order, row }: RefundOf, args: Args) =>
      listConnection(
        row.items.map((item) => ({ order, row: item, refund: row })),
        args.reverse === true,
      ),
    refundShippingLines: ({ order, row }: RefundOf, args: Args) => {
      const line = order.shipping_lines[0];
      if (line === undefined || row.shipping.s === 0) return listConnection([]);
      const id = gid('Refund', row.order, row.k).replace('Refund', 'RefundShippingLine');
      const shipping = {
        id,
        shippingLine: { order, line },
        subtotalAmountSet: row.shipping,
        taxAmountSet: row.shipping_tax,
      };
      return listConnection([shipping], args.reverse === true);
    },
    totalRefundedSet: ({ row }: RefundOf) => row.total,
    transactions: ({ order, row }: RefundOf, args: Args) =>
      listConnection(transactionsOf(order, row.k), args.reverse === true),
  },
  RefundLineItem: {
    id: ({ row, refund }: RefundItemOf) => gid('RefundLineItem', refund.order, refund.k * 128 + row.line),
    lineItem: ({ order, row }: RefundItemOf) => lineOf(order, row.line),
    location: ({ row }: RefundItemOf) => (row.restock === 'NO_RESTOCK' ? null : LOCATIONS[0]),
    priceSet: ({ row }: RefundItemOf) => times(row.subtotal, 1 / row.quantity),
    quantity: ({ row }: RefundItemOf) => row.quantity,
    restockType: ({ row }: RefundItemOf) => row.restock,
    restocked: ({ row }: RefundItemOf) => row.restock !== 'NO_RESTOCK',
    subtotalSet: ({ row }: RefundItemOf) => row.subtotal,
    totalTaxSet: ({ row }: RefundItemOf) => row.tax,
  },
  OrderTransaction: {
    id: ({ row }: TransactionOf) => gid('OrderTransaction', row.order, row.k),
    amountSet: ({ row }: TransactionOf) => row.amount,
    createdAt: ({ row }: TransactionOf) => iso(row.created),
    processedAt: ({ row }: TransactionOf) => iso(row.created),
    formattedGateway: ({ row }: TransactionOf) => row.gateway.replace('_', ' '),
    gateway: ({ row }: TransactionOf) => row.gateway,
    kind: ({ row }: TransactionOf) => row.kind,
    manualPaymentGateway: ({ row }: TransactionOf) => row.payment_id === null,
    multiCapturable: () => false,
    parentTransaction: ({ order, row }: TransactionOf) => {
      const parent = row.parent === null ? undefined : order.transactions[row.parent];
      return parent === undefined ? null : { order, row: parent };
    },
    paymentId: ({ row }: TransactionOf) => row.payment_id,
    receiptJson: ({ row }: TransactionOf) => (row.payment_id === null ? null : JSON.stringify({ id: row.payment_id })),
    status: ({ row }: TransactionOf) => row.status,
    test: ({ order, row }: TransactionOf) => order.test || row.gateway === 'bogus',
  },
  Customer: {
    id: (c: CustomerRow) => gid('Customer', c.n),
    legacyResourceId: (c: CustomerRow) => String(numberOf('Customer', c.n)),
    addressesV2: (c: CustomerRow, args: Args) =>
      listConnection(c.address === null ? [] : [c.address], args.reverse === true),
    amountSpent: (c: CustomerRow, _: Args, context) => ({
      amount: decimalText(spentBy(c, context), SHOP_CURRENCY),
      currencyCode: SHOP_CURRENCY,
    }),
    createdAt: (c: CustomerRow) => iso(c.created),
    updatedAt: (c: CustomerRow) => iso(c.updated),
    defaultAddress: (c: CustomerRow) => c.address,
    defaultEmailAddress: (c: CustomerRow) => (c.email === null ? null : { emailAddress: c.email, validFormat: true }),
    defaultPhoneNumber: (c: CustomerRow) => (c.phone === null ? null : { phoneNumber: c.phone }),
    displayName: (c: CustomerRow) => nameOf(c) || c.email || c.phone || '',
    firstName: (c: CustomerRow) => c.first_name,
    lastName: (c: CustomerRow) => c.last_name,
    lastOrder: (c: CustomerRow, _: Args, { store }) => store.ordersOf(c.n).at(-1) ?? null,
    locale: () => 'en',
    numberOfOrders: (c: CustomerRow, _: Args, { store }) => String(store.ordersOf(c.n).length),
    orders: customerOrders,
    state: () => 'DISABLED',
    taxExempt: () => false,
    verifiedEmail: (c: CustomerRow) => c.email !== null,
  },
  MailingAddress: {
    id: (a: AddressRow) => `${gid('MailingAddress', a.id)}?model_name=${a.model}`,
    coordinatesValidated: () => false,
    countryCodeV2: (a: AddressRow) => a.country_code,
    firstName: (a: AddressRow) => a.first_name,
    lastName: (a: AddressRow) => a.last_name,
    formatted: (a: AddressRow) => [a.address1, a.zip, a.city, a.country].filter((part) => part !== null),
    name: (a: AddressRow) => nameOf(a) || null,
    provinceCode: (a: AddressRow) => a.province_code,
  },
};

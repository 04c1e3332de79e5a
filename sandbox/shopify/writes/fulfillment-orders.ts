import { gid, recordOf } from '../data/ids.js';
import type { LineRow, OrderRow } from '../data/rows.js';
import { LOCATIONS } from '../data/store.js';
import { listConnection, type Args } from '../graphql/connection.js';
import type { Resolvers } from '../graphql/executor.js';
import type { ShopContext } from '../shop.js';
import { iso } from '../resolvers/text.js';

/** The lines of an order that go out from one location. It follows from the order: its id names order and location. */
export interface FulfillmentOrderOf {
  order: OrderRow;
  location: number;
}

interface ItemOf {
  order: OrderRow;
  line: LineRow;
}

/** Every fourth order goes out from two places. */
export function locationOf(order: OrderRow, line: LineRow): number {
  return order.n % 4 === 1 && line.k % 2 === 1 ? 1 : 0;
}

export function fulfillmentOrdersOf(order: OrderRow): FulfillmentOrderOf[] {
  const locations = [...new Set(order.lines.map((line) => locationOf(order, line)))].sort();
  return locations.map((location) => ({ order, location }));
}

export function fulfillmentOrderById(id: string, { store }: ShopContext): FulfillmentOrderOf | null {
  const parts = recordOf('FulfillmentOrder', id);
  const order = parts === null ? null : store.orders.get(parts.n);
  if (order === null || parts === null) return null;
  return fulfillmentOrdersOf(order).find((one) => one.location === parts.k) ?? null;
}

export function linesAt({ order, location }: FulfillmentOrderOf): LineRow[] {
  return order.lines.filter((line) => locationOf(order, line) === location);
}

export function remaining(order: OrderRow, line: LineRow): number {
  return order.cancelled === null ? Math.max(0, line.quantity - line.refunded - line.fulfilled) : 0;
}

export function statusOf(one: FulfillmentOrderOf): 'OPEN' | 'IN_PROGRESS' | 'CLOSED' {
  const lines = linesAt(one);
  if (lines.every((line) => remaining(one.order, line) === 0)) return 'CLOSED';
  return lines.some((line) => line.fulfilled > 0) ? 'IN_PROGRESS' : 'OPEN';
}

export const FULFILLMENT_ORDER_RESOLVERS: Resolvers<ShopContext> = {
  FulfillmentOrder: {
    id: ({ order, location }: FulfillmentOrderOf) => gid('FulfillmentOrder', order.n, location),
    assignedLocation: ({ location }: FulfillmentOrderOf) => ({
      location: LOCATIONS[location],
      name: LOCATIONS[location]?.name ?? '',
    }),
    createdAt: ({ order }: FulfillmentOrderOf) => iso(order.created),
    updatedAt: ({ order }: FulfillmentOrderOf) => iso(order.updated),
    lineItems: (one: FulfillmentOrderOf, args: Args) =>
      listConnection(
        linesAt(one).map((line): ItemOf => ({ order: one.order, line })),
        args.reverse === true,
      ),
    orderId: ({ order }: FulfillmentOrderOf) => gid('Order', order.n),
    orderName: ({ order }: FulfillmentOrderOf) => `#${1001 + order.n}`,
    requestStatus: () => 'UNSUBMITTED',
    status: statusOf,
    supportedActions: (one: FulfillmentOrderOf) =>
      statusOf(one) === 'CLOSED'
        ? []
        : ['CREATE_FULFILLMENT', 'MOVE', 'HOLD', 'SPLIT'].map((action) => ({ action, externalUrl: null })),
  },
  FulfillmentOrderLineItem: {
    id: ({ order, line }: ItemOf) => gid('FulfillmentOrderLineItem', order.n, line.k),
    lineItem: ({ order, line }: ItemOf) => ({ order, line }),
    remainingQuantity: ({ order, line }: ItemOf) => remaining(order, line),
    requiresShipping: ({ line }: ItemOf) => line.requires_shipping,
    sku: ({ line }: ItemOf) => line.sku,
    totalQuantity: ({ line }: ItemOf) => line.quantity,
  },
};

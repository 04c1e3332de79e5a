import { recordOf } from '../data/ids.js';
import type { FulfillmentRow, OrderRow } from '../data/rows.js';
import { CARRIERS } from '../data/words.js';
import type { Args } from '../graphql/connection.js';
import { fulfillmentPayload } from '../payloads.js';
import { iso } from '../resolvers/text.js';
import type { ShopContext } from '../shop.js';
import { fulfillmentOrderById, linesAt, remaining, statusOf, type FulfillmentOrderOf } from './fulfillment-orders.js';
import { outcome, refuse, saveOrder } from './outcome.js';
import { commit, uncommit } from './stock.js';

interface TrackingInput {
  company?: string | null;
  number?: string | null;
  numbers?: string[] | null;
  url?: string | null;
  urls?: string[] | null;
}

interface FulfillmentInput {
  lineItemsByFulfillmentOrder: {
    fulfillmentOrderId: string;
    fulfillmentOrderLineItems?: { id: string; quantity: number }[] | null;
  }[];
  trackingInfo?: TrackingInput | null;
}

type Item = FulfillmentRow['items'][number];

export const FULFILLMENT_MUTATIONS = {
  fulfillmentCreate: (_: unknown, { fulfillment }: Args, shop: ShopContext) =>
    outcome(() => create(shop, fulfillment as FulfillmentInput)),

  fulfillmentCancel: (_: unknown, { id }: Args, shop: ShopContext) =>
    outcome(() => {
      const { order, row } = found(shop, id, ['id']);
      if (row.status === 'CANCELLED') refuse(['id'], 'Fulfillment is already cancelled');
      Object.assign(row, { status: 'CANCELLED', display: 'CANCELED', updated: shop.store.now() });
      for (const item of row.items) {
        const line = order.lines[item.line];
        if (line !== undefined) line.fulfilled -= item.quantity;
      }
      uncommit(shop, order, row);
      return saved(shop, order, row, [], 'FULFILLMENTS_UPDATE');
    }),

  fulfillmentTrackingInfoUpdate: (_: unknown, { fulfillmentId, trackingInfoInput }: Args, shop: ShopContext) =>
    outcome(() => {
      const { order, row } = found(shop, fulfillmentId, ['fulfillmentId']);
      if (row.status !== 'SUCCESS') refuse(['fulfillmentId'], 'Tracking of a cancelled fulfillment cannot be changed');
      row.tracking = trackingOf(trackingInfoInput as TrackingInput);
      row.updated = shop.store.now();
      return saved(shop, order, row, [], 'FULFILLMENTS_UPDATE');
    }),

  fulfillmentEventCreate: (_: unknown, { fulfillmentEvent }: Args, shop: ShopContext) =>
    outcome(() => {
      const input = fulfillmentEvent as {
        fulfillmentId: string;
        status: string;
        happenedAt?: string;
        message?: string;
      };
      const { order, row } = found(shop, input.fulfillmentId, ['fulfillmentEvent', 'fulfillmentId']);
      if (row.status !== 'SUCCESS') refuse(['fulfillmentEvent', 'fulfillmentId'], 'Fulfillment is not active');
      const now = shop.store.now();
      row.display = input.status;
      row.updated = now;
      if (input.status === 'DELIVERED') row.delivered = now;
      if (input.status === 'DELIVERED' || input.status === 'IN_TRANSIT') row.in_transit ??= now;
      saved(shop, order, row, [], 'FULFILLMENTS_UPDATE');
      const event = {
        id: `gid://shopify/FulfillmentEvent/${25_900_000_000_001 + order.n * 64 + row.k}`,
        status: input.status,
        message: input.message ?? null,
        createdAt: iso(now),
        happenedAt: input.happenedAt ?? iso(now),
      };
      return { fulfillmentEvent: event };
    }),
};

function create(shop: ShopContext, input: FulfillmentInput): object {
  const at = ['fulfillment', 'lineItemsByFulfillmentOrder'];
  const chosen = input.lineItemsByFulfillmentOrder.map((entry) => {
    const one = fulfillmentOrderById(entry.fulfillmentOrderId, shop);
    if (one === null) return refuse(at, 'Fulfillment order does not exist.');
    if (statusOf(one) === 'CLOSED')
      refuse(at, `Fulfillment order ${entry.fulfillmentOrderId} has an unfulfillable status= closed.`);
    return { one, items: itemsOf(one, entry.fulfillmentOrderLineItems ?? null, at) };
  });
  const [first] = chosen;
  if (first === undefined) return refuse(at, 'Line items by fulfillment order cannot be empty.');
  const same = chosen.every(({ one }) => one.order.n === first.one.order.n && one.location === first.one.location);
  if (!same) refuse(at, 'All fulfillment orders must belong to the same order and be assigned to the same location.');
  const order = structuredClone(first.one.order);
  const now = shop.store.now();
  const row: FulfillmentRow = {
    order: order.n,
    k: order.fulfillments.length,
    created: now,
    updated: now,
    status: 'SUCCESS',
    display: 'FULFILLED',
    location: first.one.location,
    tracking: input.trackingInfo ? trackingOf(input.trackingInfo) : [],
    in_transit: null,
    delivered: null,
    items: chosen.flatMap(({ items }) => items),
  };
  order.fulfillments.push(row);
  for (const item of row.items) {
    const line = order.lines[item.line];
    if (line !== undefined) line.fulfilled += item.quantity;
  }
  commit(shop, order, row);
  const open = order.lines.some((line) => remaining(order, line) > 0);
  const topic = open ? 'ORDERS_PARTIALLY_FULFILLED' : 'ORDERS_FULFILLED';
  return saved(shop, order, row, [topic], 'FULFILLMENTS_CREATE');
}

function itemsOf(one: FulfillmentOrderOf, wanted: { id: string; quantity: number }[] | null, at: string[]): Item[] {
  const lines = linesAt(one);
  if (wanted === null || wanted.length === 0) {
    return lines
      .map((line) => ({ line: line.k, quantity: remaining(one.order, line) }))
      .filter((item) => item.quantity > 0);
  }
  return wanted.map(({ id, quantity }) => {
    const parts = recordOf('FulfillmentOrderLineItem', id);
    const line = lines.find((row) => parts?.n === one.order.n && row.k === parts.k);
    if (line === undefined) return refuse(at, 'Fulfillment order line item does not exist.');
    if (quantity < 1 || quantity > remaining(one.order, line)) {
      refuse(at, 'Invalid fulfillment order line item quantity requested.');
    }
    return { line: line.k, quantity };
  });
}

function saved(shop: ShopContext, order: OrderRow, row: FulfillmentRow, topics: string[], topic: string): object {
  saveOrder(shop, order, topics);
  shop.webhooks.send(topic, fulfillmentPayload(order, row));
  return { fulfillment: { order, row } };
}

/** A copy of the order and its fulfillment, to be changed. */
function found(shop: ShopContext, id: unknown, field: string[]): { order: OrderRow; row: FulfillmentRow } {
  const parts = recordOf('Fulfillment', String(id));
  const order = parts === null ? null : structuredClone(shop.store.orders.get(parts.n));
  const row = order?.fulfillments[parts?.k ?? -1];
  if (order === null || row === undefined) return refuse(field, 'Fulfillment does not exist.');
  return { order, row };
}

/** Shopify makes the address itself for carriers that it knows. */
function trackingOf(input: TrackingInput): FulfillmentRow['tracking'] {
  const numbers = input.numbers ?? (input.number ? [input.number] : []);
  const urls = input.urls ?? (input.url ? [input.url] : []);
  const known = CARRIERS.find((carrier) => carrier.company === input.company);
  const count = Math.max(numbers.length, urls.length);
  return Array.from({ length: count }, (_, index) => {
    const number = numbers[index] ?? null;
    const made = known !== undefined && number !== null ? `${known.url}${number}` : null;
    return { company: input.company ?? null, number, url: urls[index] ?? made };
  });
}

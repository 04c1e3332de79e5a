import type { JsonObject } from '../../../../common/json.js';
import type { PlatformFulfillment } from '../platform.records.js';
import type { FulfillmentRequest, Tracking } from '../platform.writes.js';
import { badAnswer, readAnswer } from './shopify.errors.js';
import { idOf, integerOf, nodesOf, numberOfGid, objectOf, objectOrNull, objectsOf, textOf } from './shopify.node.js';
import { MORE_FULFILLMENT_ORDER_ITEMS_QUERY, FULFILLMENT_ORDERS_QUERY } from './shopify.mutations.js';
import { isLive } from './shopify.order-status.js';
import { pageOf, type ShopifySession } from './shopify.session.js';
import { ask, refused } from './shopify.write.js';

/** What is still to be sent from one place. */
export interface OpenFulfillmentOrder {
  id: string;
  /** Number of the location; null: none is assigned any more. */
  location: string | null;
  lines: { id: string; platform_item_id: string; remaining: number }[];
}

/** Fulfillment orders that can be fulfilled now, in Shopify's order. Throws `rejected` when the order is gone or cancelled. */
export async function openFulfillmentOrders(session: ShopifySession, gid: string): Promise<OpenFulfillmentOrder[]> {
  const open: OpenFulfillmentOrder[] = [];
  let after: string | null = null;
  for (;;) {
    const data = await ask(session, FULFILLMENT_ORDERS_QUERY, { id: gid, first: 10, after }, 120);
    if (data.order === null) throw refused('NOT_FOUND', 'Shopify has no such order any more');
    const order = readAnswer(() => objectOf(data, 'order'));
    if (order.cancelledAt !== null)
      throw refused('ORDER_CANCELLED', 'The order is cancelled: nothing of it can be shipped');
    const page = pageOf(order.fulfillmentOrders);
    for (const node of page.nodes) {
      const at = { root: 'fulfillmentOrder', id: readAnswer(() => textOf(node, 'id')), key: 'lineItems' };
      await session.drain(MORE_FULFILLMENT_ORDER_ITEMS_QUERY, at, node, [50, 1, 250]);
      const read = readAnswer(() => readOpen(node));
      if (read !== null) open.push(read);
    }
    if (!page.has_next) return open;
    if (page.end_cursor === after) throw badAnswer("Shopify's pages of fulfillment orders do not advance");
    after = page.end_cursor;
  }
}

function readOpen(node: JsonObject): OpenFulfillmentOrder | null {
  // On hold, scheduled, or in the hands of a fulfillment service: Shopify says what may be done, whatever the status.
  if (!objectsOf(node, 'supportedActions').some((entry) => entry.action === 'CREATE_FULFILLMENT')) return null;
  const location = objectOrNull(objectOf(node, 'assignedLocation'), 'location');
  return {
    id: textOf(node, 'id'),
    location: location === null ? null : idOf(location),
    lines: nodesOf(node, 'lineItems').map((line) => ({
      id: textOf(line, 'id'),
      platform_item_id: idOf(objectOf(line, 'lineItem')),
      remaining: integerOf(line, 'remainingQuantity'),
    })),
  };
}

/**
 * One FulfillmentInput for each place that the items are sent from: a fulfillment has one location. Throws `rejected`
 * when more is asked for than is left, here or at the location that was asked for.
 */
export function fulfillmentsFor(request: FulfillmentRequest, open: readonly OpenFulfillmentOrder[]): JsonObject[] {
  const wanted = request.platform_location_id === null ? null : numberOf(request.platform_location_id);
  const places = open.filter((order) => wanted === null || order.location === wanted);
  const parts = new Map<string | null, Map<string, JsonObject[]>>();
  for (const { platform_item_id, quantity } of merged(request.items)) {
    let left = quantity;
    for (const order of places) {
      for (const line of order.lines.filter((one) => one.platform_item_id === platform_item_id)) {
        const taken = Math.min(left, line.remaining);
        if (taken <= 0) continue;
        left -= taken;
        const place = parts.get(order.location) ?? new Map<string, JsonObject[]>();
        parts.set(order.location, place);
        place.set(order.id, [...(place.get(order.id) ?? []), { id: line.id, quantity: taken }]);
      }
    }
    if (left > 0) throw tooMany(platform_item_id, quantity, quantity - left, open, wanted);
  }
  return [...parts.values()].map((place) => ({
    lineItemsByFulfillmentOrder: [...place].map(([fulfillmentOrderId, fulfillmentOrderLineItems]) => ({
      fulfillmentOrderId,
      fulfillmentOrderLineItems,
    })),
    notifyCustomer: request.notify_customer,
    ...(request.tracking === null ? {} : { trackingInfo: trackingInput(request.tracking) }),
  }));
}

/** FulfillmentTrackingInput. */
export function trackingInput({ carrier, tracking_number, tracking_url }: Tracking): JsonObject {
  return { company: carrier, number: tracking_number, ...(tracking_url === null ? {} : { url: tracking_url }) };
}

/**
 * The fulfilments that a request made, of those that an order has now: not known before, alive, with the request's
 * tracking number where it has one, and together holding no more than was asked for. They may be a part of it only: it
 * takes one for each place, and what came between the first and the last is not to be shipped again. Empty: it made none.
 */
export function madeBy(
  request: FulfillmentRequest,
  fulfillments: readonly PlatformFulfillment[],
  known: readonly string[],
): PlatformFulfillment[] {
  const made: PlatformFulfillment[] = [];
  for (const one of fulfillments) {
    if (known.includes(one.platform_fulfillment_id) || !isLive(one.status.toUpperCase())) continue;
    if (request.tracking !== null && one.tracking_number !== request.tracking.tracking_number) continue;
    const left = new Map(itemsLeft(request, made).map((item) => [item.platform_item_id, item.quantity]));
    const fits = one.items.every((item) => item.quantity <= (left.get(item.platform_item_id) ?? 0));
    if (fits && one.items.length > 0) made.push(one);
  }
  return made;
}

/** What of a request's lines is not in these fulfilments, which it made. */
export function itemsLeft(
  request: FulfillmentRequest,
  made: readonly PlatformFulfillment[],
): FulfillmentRequest['items'] {
  const sent = new Map<string, number>();
  for (const { platform_item_id, quantity } of made.flatMap((one) => one.items)) {
    sent.set(platform_item_id, (sent.get(platform_item_id) ?? 0) + quantity);
  }
  return merged(request.items)
    .map((item) => ({ ...item, quantity: item.quantity - (sent.get(item.platform_item_id) ?? 0) }))
    .filter((item) => item.quantity > 0);
}

function merged(items: FulfillmentRequest['items']): FulfillmentRequest['items'] {
  const quantities = new Map<string, number>();
  for (const item of items) {
    const id = numberOf(item.platform_item_id);
    quantities.set(id, (quantities.get(id) ?? 0) + item.quantity);
  }
  return [...quantities].map(([platform_item_id, quantity]) => ({ platform_item_id, quantity }));
}

function numberOf(platform_id: string): string {
  return platform_id.startsWith('gid:') ? numberOfGid(platform_id) : platform_id;
}

function tooMany(
  item: string,
  wanted: number,
  left: number,
  open: readonly OpenFulfillmentOrder[],
  location: string | null,
): Error {
  const elsewhere = open.some(
    (order) => order.location !== location && order.lines.some((l) => l.platform_item_id === item),
  );
  if (location !== null && elsewhere) {
    const message = `Shopify has assigned line ${item} to another location: only ${left} of ${wanted} can be shipped from ${location}`;
    return refused('OTHER_LOCATION', message);
  }
  return refused(
    'INVALID_QUANTITY',
    `Only ${left} of line ${item} can be shipped now at Shopify, ${wanted} were asked for`,
  );
}

import type { Json, JsonObject } from '../../../../common/json.js';
import { compare, isMoney } from '../../../../common/money/money.js';
import { badAnswer } from './shopify.errors.js';
import { isObject } from './shopify.node.js';
import {
  MORE_FULFILLMENT_ITEMS_QUERY,
  MORE_LEVELS_QUERY,
  MORE_LINE_ITEMS_QUERY,
  MORE_MEDIA_QUERY,
  MORE_REFUND_ITEMS_QUERY,
  MORE_SHIPPING_LINES_QUERY,
  MORE_VARIANTS_QUERY,
  ORDERS_FULFILLMENT_ITEMS_QUERY,
  ORDERS_REFUND_ITEMS_QUERY,
  ORDERS_SHIPPING_LINES_QUERY,
} from './shopify.queries.js';
import type { ShopifySession } from './shopify.session.js';

/**
 * What a page of roots could not bring along is fetched here, in place: the further pages of its connections, and the
 * connections inside an order's lists, which a bulk operation refuses. A node that is not as the schema promises is left
 * as it is: the mapper names its fault.
 */

/** Variants, pictures and stock levels past the first page. */
export async function completeProducts(session: ShopifySession, products: JsonObject[]): Promise<void> {
  for (const product of products) {
    const id = idTextOf(product);
    await session.drain(MORE_MEDIA_QUERY, { root: 'product', id, key: 'media' }, product, [100, 1, 250]);
    await session.drain(MORE_VARIANTS_QUERY, { root: 'product', id, key: 'variants' }, product, [10, 10, 100]);
    await completeStock(session, nodesIn(product, 'variants').map(inventoryItemOf).filter(isObject));
  }
}

/** Stock levels past the first page, of inventory items. */
export async function completeStock(session: ShopifySession, items: JsonObject[]): Promise<void> {
  for (const item of items) {
    const at = { root: 'inventoryItem', id: idTextOf(item), key: 'inventoryLevels' };
    await session.drain(MORE_LEVELS_QUERY, at, item, [50, 1, 250]);
  }
}

/** All line items; the items of fulfillments and refunds; all shipping lines. */
export async function completeOrders(session: ShopifySession, orders: JsonObject[]): Promise<void> {
  for (const order of orders) {
    const at = { root: 'order', id: idTextOf(order), key: 'lineItems' };
    await session.drain(MORE_LINE_ITEMS_QUERY, at, order, [20, 1, 100]);
  }
  for (const order of orders) {
    deriveFulfillmentItems(order);
    deriveShippingLines(order);
  }
  await fetchParts(session, orders, FULFILLMENT_ITEMS);
  await fetchParts(session, orders, REFUND_ITEMS);
  const shipped = orders.filter((order) => order.shippingLines === undefined);
  await inBatches(session, shipped, ORDERS_SHIPPING_LINES_QUERY, async (order, answer) => {
    if (answer !== null) order.shippingLines = answer.shippingLines ?? null;
    const at = { root: 'order', id: idTextOf(order), key: 'shippingLines' };
    await session.drain(MORE_SHIPPING_LINES_QUERY, at, order, [20, 1, 100]);
  });
}

/** A list of an order whose members have a connection. */
interface Parts {
  list: 'fulfillments' | 'refunds';
  connection: 'fulfillmentLineItems' | 'refundLineItems';
  batch: string;
  root: 'fulfillment' | 'refund';
  more: string;
}

const FULFILLMENT_ITEMS: Parts = {
  list: 'fulfillments',
  connection: 'fulfillmentLineItems',
  batch: ORDERS_FULFILLMENT_ITEMS_QUERY,
  root: 'fulfillment',
  more: MORE_FULFILLMENT_ITEMS_QUERY,
};

const REFUND_ITEMS: Parts = {
  list: 'refunds',
  connection: 'refundLineItems',
  batch: ORDERS_REFUND_ITEMS_QUERY,
  root: 'refund',
  more: MORE_REFUND_ITEMS_QUERY,
};

async function fetchParts(session: ShopifySession, orders: JsonObject[], parts: Parts): Promise<void> {
  const lacking = orders.filter((order) => membersOf(order, parts.list).some((m) => m[parts.connection] === undefined));
  await inBatches(session, lacking, parts.batch, async (order, answer) => {
    const found = new Map((answer === null ? [] : membersOf(answer, parts.list)).map((m) => [idTextOf(m), m]));
    // A part that came since is not in `order`, and brings the order along again, for it changed.
    for (const member of membersOf(order, parts.list)) {
      member[parts.connection] ??= found.get(idTextOf(member))?.[parts.connection] ?? emptyConnection();
      const at = { root: parts.root, id: idTextOf(member), key: parts.connection };
      await session.drain(parts.more, at, member, [50, 1, 250]);
    }
  });
}

/** Asks for the orders by their ids, as many at once as the cost allows; null for an order that is gone meanwhile. */
async function inBatches(
  session: ShopifySession,
  orders: JsonObject[],
  document: string,
  take: (order: JsonObject, answer: JsonObject | null) => Promise<void>,
): Promise<void> {
  const size = session.sizeFor(document, 10, 10, 100);
  for (let at = 0; at < orders.length;) {
    let batch: JsonObject[] = [];
    const data = await session.runSized(
      document,
      size,
      (first) => {
        batch = orders.slice(at, at + first);
        return { ids: batch.map(idTextOf), nested: size.nested };
      },
      orders.length - at,
    );
    if (!Array.isArray(data.nodes) || data.nodes.length !== batch.length) {
      throw badAnswer('Shopify did not answer for every order that was asked for');
    }
    for (const [index, order] of batch.entries()) {
      const answer = data.nodes[index];
      await take(order, isObject(answer) && answer.id === order.id ? answer : null);
    }
    at += batch.length;
  }
}

/**
 * Most fulfillments need no asking: one that holds as many units as the whole order holds every line whole, and one of
 * an order with a single line holds units of that line.
 */
function deriveFulfillmentItems(order: JsonObject): void {
  const lines = nodesIn(order, 'lineItems').map((line) => ({
    lineItem: { id: line.id ?? null },
    quantity: line.quantity,
  }));
  if (!lines.every((line): line is typeof line & { quantity: number } => typeof line.quantity === 'number')) return;
  const units = lines.reduce((sum, line) => sum + line.quantity, 0);
  for (const fulfillment of membersOf(order, 'fulfillments')) {
    const quantity = fulfillment.totalQuantity;
    if (fulfillment.fulfillmentLineItems !== undefined || typeof quantity !== 'number') continue;
    const [first] = lines;
    if (quantity === units) fulfillment.fulfillmentLineItems = connectionOf(lines);
    else if (first !== undefined && lines.length === 1) {
      fulfillment.fulfillmentLineItems = connectionOf([{ ...first, quantity }]);
    }
  }
}

/** `shippingLine` is the first of them: the only one when it alone makes up the order's shipping. */
function deriveShippingLines(order: JsonObject): void {
  if (order.shippingLines !== undefined) return;
  const total = shopAmountOf(order, 'totalShippingPriceSet');
  if (total === null || order.shippingLine === undefined) return;
  const line = order.shippingLine;
  if (!isObject(line)) {
    if (compare(total, '0') === 0) order.shippingLines = emptyConnection();
    return;
  }
  const prices = [shopAmountOf(line, 'originalPriceSet'), shopAmountOf(line, 'discountedPriceSet')];
  if (prices.some((price) => price !== null && compare(price, total) === 0)) order.shippingLines = connectionOf([line]);
}

function shopAmountOf(node: JsonObject, key: string): string | null {
  const bag = node[key];
  const money = isObject(bag) && isObject(bag.shopMoney) ? bag.shopMoney : {};
  return isMoney(money.amount) ? money.amount : null;
}

function connectionOf(nodes: Json[]): JsonObject {
  return { nodes, pageInfo: { hasNextPage: false, endCursor: null } };
}

function emptyConnection(): JsonObject {
  return connectionOf([]);
}

function membersOf(node: JsonObject, key: string): JsonObject[] {
  const list = node[key];
  return Array.isArray(list) ? list.filter(isObject) : [];
}

function nodesIn(node: JsonObject, key: string): JsonObject[] {
  const connection = node[key];
  return isObject(connection) ? membersOf(connection, 'nodes') : [];
}

function inventoryItemOf(variant: JsonObject): Json {
  return variant.inventoryItem ?? null;
}

function idTextOf(node: JsonObject): string {
  return typeof node.id === 'string' ? node.id : '';
}

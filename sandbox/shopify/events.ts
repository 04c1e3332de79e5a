import type { Json, JsonObject } from '../core/json.js';
import { PLATFORM_EVENTS, SandboxInputError, type PlatformEvent } from '../core/provider.js';
import { createRandom, seedOf, type Random } from '../core/random.js';
import { numberOf, partsOf, recordOf } from './data/ids.js';
import { makeOrder } from './data/order-maker.js';
import { addFulfillment, addRefund } from './data/order-parts.js';
import { makeProduct } from './data/product-maker.js';
import type { Records } from './data/records.js';
import type { OrderRow, ProductRow } from './data/rows.js';
import { settle } from './data/totals.js';
import { fulfillmentPayload, levelPayload, orderPayload, productPayload, refundPayload } from './payloads.js';
import type { ShopContext } from './shop.js';

const RANDOM_TRIES = 60;

/** What happens at the shop when a test says so: data change, `updated_at` moves, webhooks go out. */
export class ShopEvents {
  private readonly random: Random;
  private readonly happenings: Record<PlatformEvent, (payload: JsonObject) => JsonObject>;

  constructor(private readonly shop: ShopContext) {
    this.random = createRandom(seedOf(shop.store.seed, 'events'));
    this.happenings = {
      order_placed: () => this.placed(),
      order_updated: (payload) => this.updated(payload),
      order_cancelled: (payload) => this.cancelled(payload),
      order_shipped: (payload) => this.shipped(payload),
      order_delivered: (payload) => this.delivered(payload),
      order_refunded: (payload) => this.refunded(payload),
      order_deleted: (payload) => this.deleted(payload),
      product_created: () => this.productCreated(),
      product_updated: (payload) => this.productUpdated(payload),
      product_deleted: (payload) => this.productDeleted(payload),
      inventory_changed: (payload) => this.inventoryChanged(payload),
    };
  }

  /** Throws SandboxInputError on an unknown type, an unknown record, or when no record fits. */
  happen(type: string, payload: JsonObject): JsonObject {
    if (!PLATFORM_EVENTS.some((name) => name === type)) {
      throw new SandboxInputError(`type must be one of ${PLATFORM_EVENTS.join(', ')}`);
    }
    return this.happenings[type as PlatformEvent](payload);
  }

  private placed(): JsonObject {
    const { store } = this.shop;
    if (store.products.size === 0) throw new SandboxInputError('the shop has no product to order');
    const order = makeOrder(store.maker, store.orders.nextNumber(), store.now());
    store.orders.add(order);
    this.send('ORDERS_CREATE', order);
    if (order.totals.financial === 'PAID') this.send('ORDERS_PAID', order);
    this.send('ORDERS_UPDATED', order);
    return touched(order);
  }

  private updated(payload: JsonObject): JsonObject {
    const order = this.order(payload, () => true);
    order.note = textFrom(payload, 'note') ?? `Changed ${this.random.int(1, 1_000_000)}`;
    if (Array.isArray(payload.tags)) order.tags = payload.tags.map(String);
    return this.changed(order, []);
  }

  private cancelled(payload: JsonObject): JsonObject {
    const order = this.order(payload, (one) => one.cancelled === null && one.fulfillments.length === 0);
    order.cancelled = this.shop.store.now();
    order.cancel_reason = 'CUSTOMER';
    const refund = addRefund(order, { part: 'all', at: order.cancelled, restock: 'CANCEL', note: null });
    const result = this.changed(order, ['ORDERS_CANCELLED']);
    if (refund !== null) this.shop.webhooks.send('REFUNDS_CREATE', refundPayload(order, refund));
    return result;
  }

  private shipped(payload: JsonObject): JsonObject {
    const order = this.order(payload, (one) => one.cancelled === null && canShip(one));
    const fulfillment = addFulfillment(this.random, order, payload.part === true, this.shop.store.now(), null);
    if (fulfillment === null) throw new SandboxInputError('that order has nothing left to ship');
    settle(order);
    const whole = order.totals.fulfillment === 'FULFILLED';
    const result = this.changed(order, [whole ? 'ORDERS_FULFILLED' : 'ORDERS_PARTIALLY_FULFILLED']);
    this.shop.webhooks.send('FULFILLMENTS_CREATE', fulfillmentPayload(order, fulfillment));
    return { ...result, fulfillment_id: String(numberOf('Fulfillment', order.n, fulfillment.k)) };
  }

  private delivered(payload: JsonObject): JsonObject {
    const order = this.order(payload, (one) => one.fulfillments.some((row) => row.delivered === null));
    const fulfillment = order.fulfillments.find((row) => row.delivered === null);
    if (fulfillment === undefined) throw new SandboxInputError('that order has no parcel on its way');
    const now = this.shop.store.now();
    Object.assign(fulfillment, { delivered: now, updated: now, display: 'DELIVERED' });
    fulfillment.in_transit ??= now;
    const result = this.changed(order, []);
    this.shop.webhooks.send('FULFILLMENTS_UPDATE', fulfillmentPayload(order, fulfillment));
    return { ...result, fulfillment_id: String(numberOf('Fulfillment', order.n, fulfillment.k)) };
  }

  private refunded(payload: JsonObject): JsonObject {
    const part = payload.part ?? 'part';
    if (part !== 'part' && part !== 'all' && part !== 'shipping') {
      throw new SandboxInputError('part must be part, all or shipping');
    }
    const order = this.order(
      payload,
      (one) => one.totals.received.s > one.totals.refunded.s && one.lines.some((line) => line.refunded < line.quantity),
    );
    const note = textFrom(payload, 'note');
    const refund = addRefund(order, { part, at: this.shop.store.now(), restock: 'RETURN', note });
    if (refund === null) throw new SandboxInputError('that order has nothing left to refund');
    const result = this.changed(order, []);
    this.shop.webhooks.send('REFUNDS_CREATE', refundPayload(order, refund));
    return { ...result, refund_id: String(numberOf('Refund', order.n, refund.k)) };
  }

  private deleted(payload: JsonObject): JsonObject {
    const order = this.order(payload, () => true);
    this.shop.store.orders.remove(order.n);
    this.shop.webhooks.send('ORDERS_DELETE', { id: numberOf('Order', order.n) });
    return touched(order);
  }

  private productCreated(): JsonObject {
    const { store } = this.shop;
    const now = store.now();
    const n = store.products.nextNumber();
    const product = makeProduct(store.seed, store.epoch, store.maker.products, n);
    stamp(product, now);
    for (const variant of product.variants) {
      variant.created = now;
      for (const level of variant.levels) level.updated = now;
    }
    product.created = now;
    store.products.add(product);
    this.shop.webhooks.send('PRODUCTS_CREATE', productPayload(product));
    return { product_id: String(numberOf('Product', n)) };
  }

  private productUpdated(payload: JsonObject): JsonObject {
    const product = this.product(payload);
    product.title = textFrom(payload, 'title') ?? `${product.title.replace(/ v\d+$/, '')} v${this.random.int(2, 999)}`;
    for (const variant of product.variants) variant.price += 100;
    stamp(product, this.shop.store.now());
    this.shop.store.products.put(product);
    this.shop.webhooks.send('PRODUCTS_UPDATE', productPayload(product));
    return { product_id: String(numberOf('Product', product.n)) };
  }

  private productDeleted(payload: JsonObject): JsonObject {
    const product = this.product(payload);
    this.shop.store.products.remove(product.n);
    this.shop.webhooks.send('PRODUCTS_DELETE', { id: numberOf('Product', product.n) });
    return { product_id: String(numberOf('Product', product.n)) };
  }

  /** As after a sale or a count: the level changes, neither its item nor its product does. */
  private inventoryChanged(payload: JsonObject): JsonObject {
    const product = this.product(payload);
    const { quantity } = payload;
    if (quantity !== undefined && !Number.isInteger(quantity))
      throw new SandboxInputError('quantity must be a whole number');
    const wanted = variantNumber(payload);
    const variant = wanted === null ? product.variants[0] : product.variants.find((one) => one.k === wanted);
    const level = variant?.levels[0];
    if (variant === undefined || level === undefined) throw new SandboxInputError('no such variant', 404);
    level.available = typeof quantity === 'number' ? quantity : level.available - this.random.int(1, 5);
    level.updated = this.shop.store.now();
    this.shop.store.products.put(product);
    this.shop.webhooks.send('INVENTORY_LEVELS_UPDATE', levelPayload(variant, level.location));
    return {
      product_id: String(numberOf('Product', product.n)),
      variant_id: String(numberOf('ProductVariant', product.n, variant.k)),
      inventory_item_id: String(numberOf('InventoryItem', product.n, variant.k)),
      available: level.available,
    };
  }

  private changed(order: OrderRow, topics: string[]): JsonObject {
    order.updated = Math.max(order.updated, this.shop.store.now());
    settle(order);
    this.shop.store.orders.put(order);
    for (const topic of topics) this.send(topic, order);
    this.send('ORDERS_UPDATED', order);
    return touched(order);
  }

  private send(topic: string, order: OrderRow): void {
    const exists = (product: number): boolean => this.shop.store.products.has(product);
    this.shop.webhooks.send(topic, orderPayload(order, exists));
  }

  private order(payload: JsonObject, fits: (order: OrderRow) => boolean): OrderRow {
    const row = this.find(this.shop.store.orders, 'Order', payload.order_id, fits);
    return structuredClone(row);
  }

  private product(payload: JsonObject): ProductRow {
    const row = this.find(this.shop.store.products, 'Product', payload.product_id, (one) => one.status === 'ACTIVE');
    return structuredClone(row);
  }

  private find<Row extends { n: number; created: number; updated: number }>(
    records: Records<Row>,
    kind: 'Order' | 'Product',
    id: Json | undefined,
    fits: (row: Row) => boolean,
  ): Row {
    const name = kind.toLowerCase();
    if (id !== undefined) {
      const parts = typeof id === 'string' && id.startsWith('gid:') ? recordOf(kind, id) : partsOf(kind, Number(id));
      const row = parts?.k === 0 ? records.get(parts.n) : null;
      if (row === null) throw new SandboxInputError(`no ${name} ${JSON.stringify(id)}`, 404);
      return row;
    }
    const all = records.ordered('id');
    for (let i = 0; i < RANDOM_TRIES && all.length > 0; i++) {
      const row = records.get(this.random.pick(all));
      if (row !== null && fits(row)) return row;
    }
    for (const n of all) {
      const row = records.get(n);
      if (row !== null && fits(row)) return row;
    }
    throw new SandboxInputError(`no ${name} fits this event`);
  }
}

function touched(order: OrderRow): JsonObject {
  return { order_id: String(numberOf('Order', order.n)), order_number: `#${1001 + order.n}` };
}

function canShip(order: OrderRow): boolean {
  return order.lines.some((line) => line.requires_shipping && line.fulfilled + line.refunded < line.quantity);
}

function stamp(product: ProductRow, now: number): void {
  product.updated = now;
  for (const variant of product.variants) variant.updated = now;
}

function textFrom(payload: JsonObject, name: string): string | null {
  const value = payload[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw new SandboxInputError(`${name} must be a text`);
  return value;
}

function variantNumber(payload: JsonObject): number | null {
  if (payload.variant_id === undefined) return null;
  const parts = partsOf('ProductVariant', Number(payload.variant_id));
  if (parts === null) throw new SandboxInputError(`no variant ${JSON.stringify(payload.variant_id)}`, 404);
  return parts.k;
}

import type { JsonObject } from '../../../common/json.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import type { PlatformConnection } from '../platforms/platform.connection.js';
import type { Platform } from '../platforms/platform.port.js';
import type { PlatformProduct } from '../platforms/platform.records.js';
import type { PlatformCatalogue, PlatformOrders, PlatformStock } from '../platforms/platform.writes.js';
import type { ChangeKind, ChangeOf, NewStock, StockChange } from '../stores.api.js';
import { asFirstTime, stockOfNew, stockOutcomes } from './stock-of-product.js';
import { partlyShipped } from './partly-shipped.js';
import { unsupportedIn } from './unsupported-fields.js';

/** What a kind's capability is called with. */
export interface Asked<K extends ChangeKind> {
  platform: Platform;
  connection: PlatformConnection;
  /** The change's id. */
  key: string;
  payload: ChangeOf[K];
  known: string[];
  /** It was sent before, and what became of that was not heard. */
  again: boolean;
}

export interface Answered {
  outcome: JsonObject;
  /** The record as the platform answered with it; else it is read anew. */
  product?: PlatformProduct;
}

/** Which records the change has touched. */
export interface Touched {
  resource: 'products' | 'orders';
  platform_ids: string[];
  are_gone?: boolean;
}

/** How changes of a kind are made. */
interface KindOfChange<K extends ChangeKind> {
  /** In words after "Shopify …": what the platform cannot do; null when it can. */
  lacks(platform: Platform, payload: ChangeOf[K]): string | null;
  /** Ids of what is there before it is sent, where the look-up needs them. */
  known?(asked: Asked<K>): Promise<string[]>;
  send(asked: Asked<K>): Promise<Answered>;
  /** What comes after it and belongs to it; told apart from `send`, because it may be done again when that must not. */
  follow?(asked: Asked<K>, answered: Answered): Promise<Answered>;
  /** What an unheard `send` did, null when it did nothing, or not all: sent again, it does what is left. No look-up: sending again is harmless. */
  lookUp: ((asked: Asked<K>) => Promise<Answered | null>) | null;
  /** In words: what of it was done, of one that is not done whole; null: nothing. */
  partly?(asked: Asked<K>): Promise<string | null>;
  touches(payload: ChangeOf[K], outcome: JsonObject): Touched;
}

export function kindOf<K extends ChangeKind>(kind: K): KindOfChange<K> {
  return KINDS[kind];
}

export function catalogueOf(platform: Platform): PlatformCatalogue {
  return platform.catalogue ?? cannot(platform, 'cannot have its products changed from here');
}

export function stockOf(platform: Platform): PlatformStock {
  return platform.stock ?? cannot(platform, NO_STOCK);
}

function ordersOf(platform: Platform): PlatformOrders {
  return platform.orders ?? cannot(platform, 'cannot have its orders changed from here');
}

/** `what` goes behind the platform's name. */
export function cannot(platform: Platform, what: string): never {
  throw new ProviderError({ fault: 'rejected', provider: platform.key, message: `${platform.label} ${what}` });
}

const NO_CATALOGUE = 'cannot have its products changed from here';
const NO_STOCK = 'cannot have its stock changed from here';
const NO_ORDERS = 'cannot have its orders changed from here';

const KINDS: { [K in ChangeKind]: KindOfChange<K> } = {
  'product.create': {
    lacks: ({ catalogue, stock }, { new_stock: wanted = [], ...draft }) => {
      if (!catalogue) return NO_CATALOGUE;
      return wanted.length > 0 && !stock ? NO_STOCK : unsupportedIn(catalogue, draft);
    },
    send: async ({ platform, connection, key, payload: { new_stock: _stock, ...draft } }) =>
      answeredWith(await catalogueOf(platform).create(connection, draft, key)),
    follow: (asked, answered) => withStock(asked, answered, [], asked.payload.new_stock ?? []),
    lookUp: async ({ platform, connection, key, payload: { new_stock: _stock, ...draft } }) => {
      const product = await catalogueOf(platform).findCreated(connection, draft, key);
      return product && answeredWith(product);
    },
    touches: (_draft, outcome) => productOf(outcome.platform_product_id as string),
  },
  'product.update': {
    lacks: ({ catalogue, stock }, { change, stock: set = [], new_stock: made = [] }) => {
      if (!catalogue) return NO_CATALOGUE;
      return set.length + made.length > 0 && !stock ? NO_STOCK : unsupportedIn(catalogue, change);
    },
    send: async ({ platform, connection, payload }) =>
      answeredWith(await catalogueOf(platform).update(connection, payload.platform_product_id, payload.change)),
    follow: (asked, answered) => withStock(asked, answered, asked.payload.stock ?? [], asked.payload.new_stock ?? []),
    lookUp: null,
    touches: (payload) => productOf(payload.platform_product_id),
  },
  'product.delete': {
    lacks: ({ catalogue }) => (catalogue ? null : NO_CATALOGUE),
    send: async ({ platform, connection, payload }) => {
      await catalogueOf(platform).remove(connection, payload.platform_product_id);
      return { outcome: { platform_product_id: payload.platform_product_id } };
    },
    lookUp: null,
    touches: (payload) => ({ ...productOf(payload.platform_product_id), are_gone: true }),
  },
  'stock.set': {
    lacks: ({ stock }) => (stock ? null : NO_STOCK),
    send: async ({ platform, connection, key, payload, again }) => {
      const outcomes = await stockOf(platform).setQuantities(connection, payload.changes, key);
      const settled = again ? outcomes.map((outcome) => asFirstTime(outcome, payload.changes)) : outcomes;
      return { outcome: { outcomes: settled.map((outcome) => ({ ...outcome })) } };
    },
    lookUp: null,
    touches: (payload) => ({
      resource: 'products',
      platform_ids: [...new Set(payload.changes.map((change) => change.platform_product_id))],
    }),
  },
  'order.move': {
    lacks: ({ orders }, { to }) => {
      if (!orders) return NO_ORDERS;
      return orders.moves.includes(to) ? null : `has no way to make an order ${to} by itself`;
    },
    send: async ({ platform, connection, payload }) => {
      await ordersOf(platform).move(connection, payload.platform_order_id, payload.to);
      return { outcome: { platform_order_id: payload.platform_order_id, status: payload.to } };
    },
    lookUp: null,
    touches: (payload) => orderOf(payload.platform_order_id),
  },
  'order.fulfill': {
    lacks: ({ orders }) => (orders ? null : NO_ORDERS),
    known: async ({ platform, connection, payload }) => {
      const order = await platform.readOne(connection, 'orders', payload.platform_order_id);
      return (order?.fulfillments ?? []).map((fulfillment) => fulfillment.platform_fulfillment_id);
    },
    send: async ({ platform, connection, key, payload, known, again }) => {
      const fulfillment = await ordersOf(platform).fulfill(connection, payload, key, again ? known : undefined);
      return { outcome: { platform_fulfillment_id: fulfillment.platform_fulfillment_id } };
    },
    lookUp: async ({ platform, connection, key, payload, known }) => {
      const fulfillment = await ordersOf(platform).findFulfillment(connection, payload, key, known);
      return fulfillment && { outcome: { platform_fulfillment_id: fulfillment.platform_fulfillment_id } };
    },
    partly: async ({ platform, connection, payload, known }) => {
      const order = await platform.readOne(connection, 'orders', payload.platform_order_id);
      return order && partlyShipped(payload, order, known);
    },
    touches: (payload) => orderOf(payload.platform_order_id),
  },
  'order.track': {
    lacks: ({ orders }) => (orders ? null : NO_ORDERS),
    send: async ({ platform, connection, payload }) => {
      await ordersOf(platform).track(connection, payload);
      return { outcome: { platform_fulfillment_id: payload.platform_fulfillment_id } };
    },
    lookUp: null,
    touches: (payload) => orderOf(payload.platform_order_id),
  },
  'order.cancel': {
    lacks: ({ orders }) => (orders ? null : NO_ORDERS),
    send: async ({ platform, connection, key, payload }) => {
      await ordersOf(platform).cancel(connection, payload, key);
      return { outcome: { platform_order_id: payload.platform_order_id } };
    },
    lookUp: null,
    touches: (payload) => orderOf(payload.platform_order_id),
  },
  'order.edit': {
    lacks: ({ orders }, { edit }) => {
      if (!orders) return NO_ORDERS;
      const fields = (['notes', 'tags'] as const).filter((field) => edit[field] !== undefined);
      const missing = fields.filter((field) => !orders.editable.includes(field));
      return missing.length === 0 ? null : `has no ${missing.join(' and no ')} on an order`;
    },
    send: async ({ platform, connection, payload }) => {
      await ordersOf(platform).edit(connection, payload.platform_order_id, payload.edit);
      return { outcome: { platform_order_id: payload.platform_order_id } };
    },
    lookUp: null,
    touches: (payload) => orderOf(payload.platform_order_id),
  },
  'order.note_refund': {
    lacks: ({ orders }) => (orders ? null : NO_ORDERS),
    send: async ({ platform, connection, key, payload }) => ({
      outcome: { ...(await ordersOf(platform).noteRefund(connection, payload, key)) },
    }),
    lookUp: async ({ platform, connection, key, payload }) => {
      const noted = await ordersOf(platform).findRefundNote(connection, payload, key);
      return noted && { outcome: { ...noted } };
    },
    touches: (payload) => orderOf(payload.platform_order_id),
  },
};

function answeredWith(product: PlatformProduct): Answered {
  return { outcome: { platform_product_id: product.platform_product_id }, product };
}

/** The product with the stock that goes with it; without its record, which the stock has changed. */
async function withStock(
  { platform, connection, key }: Asked<ChangeKind>,
  answered: Answered,
  changes: StockChange[],
  made: NewStock[],
): Promise<Answered> {
  if (changes.length + made.length === 0) return answered;
  const id = answered.outcome.platform_product_id as string;
  const product = made.length === 0 ? null : (answered.product ?? (await platform.readOne(connection, 'products', id)));
  const all = [...changes, ...(product === null ? [] : stockOfNew(product, made))];
  const stock = await stockOutcomes(stockOf(platform), connection, all, key);
  return { outcome: { ...answered.outcome, stock: stock.map((outcome) => ({ ...outcome })) } };
}

function productOf(platformId: string): Touched {
  return { resource: 'products', platform_ids: [platformId] };
}

function orderOf(platformId: string): Touched {
  return { resource: 'orders', platform_ids: [platformId] };
}

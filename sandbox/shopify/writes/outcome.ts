import type { ShopContext } from '../shop.js';
import { orderPayload, productPayload } from '../payloads.js';
import { settle } from '../data/totals.js';
import type { OrderRow, ProductRow } from '../data/rows.js';

/** One entry of a payload's `userErrors`; `code` only where the payload's errors have one. */
export interface UserError {
  field: string[] | null;
  message: string;
  code?: string;
}

/** A mutation's refusal: nothing was changed. */
export class Refusal extends Error {
  constructor(readonly errors: UserError[]) {
    super(errors.map((error) => error.message).join('; '));
    this.name = 'Refusal';
  }
}

export function refuse(field: string[] | null, message: string, code?: string): never {
  throw new Refusal([{ field, message, ...(code === undefined ? {} : { code }) }]);
}

/** The payload of the work, or, when it is refused, an empty one with the reasons. */
export function outcome(work: () => object, list = 'userErrors'): object {
  try {
    return { ...work(), [list]: [] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { [list]: error.errors };
  }
}

/** Keeps a changed order, with its `updatedAt` moved, and tells those who subscribed. */
export function saveOrder(shop: ShopContext, order: OrderRow, topics: readonly string[]): void {
  const { store, webhooks } = shop;
  order.updated = Math.max(order.updated, store.now());
  settle(order);
  store.orders.put(order);
  const exists = (product: number): boolean => store.products.has(product);
  for (const topic of [...topics, 'ORDERS_UPDATED']) webhooks.send(topic, orderPayload(order, exists));
}

/** Keeps a changed product, with its `updatedAt` moved, and tells those who subscribed. */
export function saveProduct(shop: ShopContext, product: ProductRow): void {
  product.updated = Math.max(product.updated, shop.store.now());
  shop.store.products.put(product);
  shop.webhooks.send('PRODUCTS_UPDATE', productPayload(product));
}

import type { FulfillmentRow, LevelRow, OrderRow, ProductRow, VariantRow } from '../data/rows.js';
import { levelPayload } from '../payloads.js';
import type { ShopContext } from '../shop.js';
import { locationOf, remaining } from './fulfillment-orders.js';

/** What a shipment takes was promised already: it leaves the committed stock, and what is available stays. */
export function commit(shop: ShopContext, order: OrderRow, row: FulfillmentRow): void {
  for (const item of row.items) {
    moveLevel(shop, order, item.line, row.location, (level) => {
      level.committed = Math.max(0, level.committed - item.quantity);
    });
  }
}

/** A cancelled shipment's items are promised again. */
export function uncommit(shop: ShopContext, order: OrderRow, row: FulfillmentRow): void {
  for (const item of row.items) {
    moveLevel(shop, order, item.line, row.location, (level) => {
      level.committed += item.quantity;
    });
  }
}

/** What a cancelled order had promised can be sold again. Call it while the order is not marked as cancelled yet. */
export function restock(shop: ShopContext, order: OrderRow): void {
  for (const line of order.lines) {
    const quantity = remaining(order, line);
    if (quantity === 0) continue;
    moveLevel(shop, order, line.k, locationOf(order, line), (level) => {
      level.available += quantity;
      level.committed = Math.max(0, level.committed - quantity);
    });
  }
}

/** The level of a variant at a location, made when it is not stocked there yet. */
export function levelAt(variant: VariantRow, location: number, now: number): LevelRow {
  const known = variant.levels.find((level) => level.location === location);
  if (known !== undefined) return known;
  const level: LevelRow = { location, available: 0, committed: 0, updated: now };
  variant.levels.push(level);
  variant.levels.sort((a, b) => a.location - b.location);
  return level;
}

/** Keeps a product of which only a level changed: as after a sale, neither item nor product count as updated. */
export function saveLevel(shop: ShopContext, product: ProductRow, variant: VariantRow, level: LevelRow): void {
  level.updated = shop.store.now();
  shop.store.products.put(product);
  shop.webhooks.send('INVENTORY_LEVELS_UPDATE', levelPayload(variant, level.location));
}

function moveLevel(
  shop: ShopContext,
  order: OrderRow,
  k: number,
  location: number,
  change: (level: LevelRow) => void,
): void {
  const line = order.lines[k];
  const product = line === undefined ? null : structuredClone(shop.store.products.get(line.product));
  const variant = product?.variants.find((one) => one.k === line?.variant);
  if (product === null || !variant?.tracked) return;
  const level = levelAt(variant, location, shop.store.now());
  change(level);
  saveLevel(shop, product, variant, level);
}

import { cancel } from './order-effects.js';
import type { Order, OrderRow, Shipment } from './order-types.js';
import type { Site } from './site.js';

/**
 * What orders do to stock. Without Multi-Source Inventory pieces go when an order is placed, and come back when it is
 * cancelled; with it an order only reserves them, and its parcel takes them. The products' own dates never move.
 */

export function takeSold(site: Site, order: Order): void {
  if (site.has_sources) return;
  for (const row of order.rows) move(site, row, 'default', -row.qty_ordered);
}

export function takeShipped(site: Site, order: Order, items: Shipment['items'], source: string): void {
  if (!site.has_sources) return;
  for (const { order_item_id, qty } of items) {
    const row = order.rows.find((one) => one.item_id === order_item_id);
    // A configurable product's line bears the SKU of what was chosen.
    const product = row === undefined ? undefined : site.catalog.bySku(row.sku);
    if (product?.stock.manage_stock === true) product.sources.set(source, (product.sources.get(source) ?? 0) - qty);
  }
}

/** False where the platform does not let it be cancelled. */
export function cancelAndReturn(site: Site, order: Order, at: number): boolean {
  if (!cancel(order, at)) return false;
  if (!site.has_sources) for (const row of order.rows) move(site, row, 'default', row.qty_canceled);
  return true;
}

/** Of a configurable product's two rows only the child's is of what lies in the stock. */
function move(site: Site, row: OrderRow, source: string, pieces: number): void {
  const product = site.catalog.products.get(row.product_id);
  if (product?.type === 'configurable' || product?.stock.manage_stock !== true) return;
  product.sources.set(source, (product.sources.get(source) ?? 0) + pieces);
}

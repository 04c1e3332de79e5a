import type { JsonObject } from '../core/json.js';
import { fireProduct, fireVariation } from './fire.js';
import type { OrderLine, WooOrder } from './order-types.js';
import type { Site } from './site.js';

const TAKES = new Set(['processing', 'completed', 'on-hold']);
const GIVES_BACK = new Set(['cancelled', 'pending']);

/**
 * What a change of an order's status does to the stock: paid and waiting orders take their pieces, cancelled and reopened
 * ones give back what they took. Each line notes what it took in `_reduced_stock`, so that neither happens twice.
 */
export function moveStock(site: Site, order: WooOrder, nextMetaId: () => number): void {
  if (TAKES.has(order.status)) {
    for (const line of order.line_items) {
      if (takenBy(line) > 0 || !changeStock(site, line, -line.quantity)) continue;
      const value = String(line.quantity);
      const others = line.meta_data.filter(({ key }) => key !== NOTE);
      line.meta_data = [...others, { id: nextMetaId(), key: NOTE, value, display_key: NOTE, display_value: value }];
    }
  }
  if (!GIVES_BACK.has(order.status)) return;
  for (const line of order.line_items) {
    const taken = takenBy(line);
    if (taken === 0) continue;
    changeStock(site, line, taken);
    line.meta_data = line.meta_data.filter(({ key }) => key !== NOTE);
  }
}

const NOTE = '_reduced_stock';

function takenBy(line: OrderLine): number {
  const note: JsonObject | undefined = line.meta_data.find(({ key }) => key === NOTE);
  return Number(note?.value ?? 0);
}

/** False where the stock of what the line bears is not counted. */
function changeStock(site: Site, line: OrderLine, by: number): boolean {
  const of = site.catalog.variation(line.variation_id);
  const spec = of?.parent ?? site.catalog.product(line.product_id);
  if (spec === undefined) return false;
  if (of !== undefined && spec.stock === null) {
    if (of.variation.stock === null) return false;
    of.variation.stock += by;
    of.variation.modified = site.now;
    spec.modified = site.now;
    site.catalog.version += 1;
    fireVariation(site, of);
    return true;
  }
  if (spec.stock === null) return false;
  spec.stock += by;
  spec.modified = site.now;
  site.catalog.version += 1;
  fireProduct(site, spec, 'product.updated');
  return true;
}

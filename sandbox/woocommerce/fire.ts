import type { VariationOf } from './catalog.js';
import type { ProductSpec } from './catalog-specs.js';
import { saleOf } from './sales.js';
import { productView } from './product-view.js';
import type { Site } from './site.js';
import { variationAsProduct } from './variation-view.js';

/** Webhooks of the shop's records. Payloads are made when they are sent: a change that came meanwhile is in them. */

export function fireProduct(site: Site, spec: ProductSpec, topic: string): void {
  site.webhooks.fire(topic, spec.id, () => productView(spec, site.view));
}

/** A variation's change is told as a product's. */
export function fireVariation(site: Site, of: VariationOf, topic = 'product.updated'): void {
  site.webhooks.fire(topic, of.variation.id, () => variationAsProduct(of, site.links));
}

/** Its payment service learns of it too, where it took or gave back money. */
export function fireOrder(site: Site, index: number, topic: string): void {
  const id = site.orders.idOf(index);
  site.context.sold(() => saleOf(site, index));
  site.webhooks.fire(topic, id, () => site.orders.order(index));
}

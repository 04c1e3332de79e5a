import type { JsonObject } from '../core/json.js';
import { SandboxInputError } from '../core/provider.js';
import type { Product } from './catalog-types.js';
import { slug } from './product-writes.js';
import type { Site } from './site.js';

export function createProduct(site: Site, payload: JsonObject): JsonObject {
  const n = site.catalog.products.size + 1;
  const name = textOf(payload, 'name') ?? `New Arrival ${n}`;
  const product = site.catalog.add({
    sku: textOf(payload, 'sku') ?? `MGN-${site.now}`,
    name,
    type: 'simple',
    price: priceOf(payload) ?? 1999,
    status: 1,
    visibility: 4,
    weight: 1,
    created: site.now,
    updated: site.now,
    sources: new Map([['default', numberOf(payload, 'quantity') ?? 25]]),
    media: [],
    attributes: new Map([['url_key', `${slug(name)}-${site.now}`]]),
    options: [],
    children: [],
    manage_stock: true,
  });
  return { product_id: product.id };
}

/** A configurable product's price is its children's: without an id, a simple one is chosen. */
export function updateProduct(site: Site, payload: JsonObject): JsonObject {
  const product = productFor(site, payload, (one) => one.type === 'simple');
  const price = priceOf(payload);
  const name = textOf(payload, 'name');
  if (price !== null) product.price = price;
  if (name !== null || price === null)
    product.name = name ?? `${product.name.replace(/ \(rev\. .*$/, '')} (rev. ${site.now})`;
  product.updated = site.now;
  return { product_id: rootOf(site, product), name: product.name };
}

export function deleteProduct(site: Site, payload: JsonObject): JsonObject {
  const product = productFor(site, payload, (one) => one.type === 'simple');
  site.catalog.remove(product);
  return { product_id: product.id };
}

/**
 * As an order, an import or another program of the merchant's does it: the stock moves, and the product's date does not.
 * `variation_id` is a child's id.
 */
export function changeInventory(site: Site, payload: JsonObject): JsonObject {
  const asked = payload.variation_id ?? payload.product_id;
  const wanted = asked === undefined ? payload : { product_id: asked };
  const product = productFor(site, wanted, (one) => one.type === 'simple' && one.stock.manage_stock);
  const before = product.sources.get('default') ?? 0;
  const quantity = numberOf(payload, 'quantity') ?? before + (numberOf(payload, 'delta') ?? -3);
  product.sources.set('default', quantity);
  const all = [...product.sources.values()].reduce((sum, one) => sum + one, 0);
  const total = site.has_sources ? all : quantity;
  return { product_id: rootOf(site, product), variation_id: product.id, quantity, total };
}

function rootOf(site: Site, product: Product): number {
  return site.catalog.parentsOf(product.id)[0] ?? product.id;
}

function productFor(site: Site, payload: JsonObject, fits: (product: Product) => boolean): Product {
  const asked = payload.product_id;
  if (asked !== undefined) {
    const product = site.catalog.products.get(Number(asked));
    if (product === undefined) throw new SandboxInputError(`no product ${JSON.stringify(asked)}`, 404);
    return product;
  }
  const fitting = [...site.catalog.roots()].filter(fits);
  if (fitting.length === 0) throw new SandboxInputError('no product fits this event', 404);
  return site.dice.pick(fitting);
}

function textOf(payload: JsonObject, name: string): string | null {
  const value = payload[name];
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && value !== '') return value;
  throw new SandboxInputError(`${name}: a text that is not empty`);
}

function numberOf(payload: JsonObject, name: string): number | null {
  const value = payload[name];
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw new SandboxInputError(`${name}: a whole number`);
}

/** "12.50" in cents. */
function priceOf(payload: JsonObject): number | null {
  const text = textOf(payload, 'price');
  if (text === null) return null;
  if (!/^\d+(\.\d{1,2})?$/.test(text)) throw new SandboxInputError('price: a decimal text, "12.50"');
  return Math.round(Number(text) * 100);
}

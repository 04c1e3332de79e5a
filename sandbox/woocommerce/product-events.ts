import type { JsonObject } from '../core/json.js';
import { SandboxInputError } from '../core/provider.js';
import type { VariationOf } from './catalog.js';
import type { ProductSpec } from './catalog-specs.js';
import { fireProduct, fireVariation } from './fire.js';
import type { Site } from './site.js';
import { CATEGORIES } from './vocabulary.js';

export function createProduct(site: Site, payload: JsonObject): JsonObject {
  const name = textOf(payload, 'name') ?? `New Arrival ${site.catalog.specs.length + 1}`;
  const spec = site.catalog.add((id) => ({
    id,
    index: site.catalog.specs.length,
    name,
    slug: `product-${id}`,
    sku: textOf(payload, 'sku') ?? `NEW-${id}`,
    type: 'simple',
    status: 'publish',
    regular: priceOf(payload) ?? 199_900,
    sale: null,
    sale_from: null,
    sale_to: null,
    stock: numberOf(payload, 'quantity') ?? 25,
    backorders: 'no',
    tax_class: '',
    tax_status: 'taxable',
    virtual: false,
    downloadable: false,
    quirk: '',
    variable: null,
    categories: CATEGORIES.slice(0, 1),
    created: site.now,
    modified: site.now,
    variations: [],
  }));
  fireProduct(site, spec, 'product.created');
  fireProduct(site, spec, 'product.updated');
  return { product_id: spec.id };
}

export function updateProduct(site: Site, payload: JsonObject): JsonObject {
  const spec = productFor(site, payload, (candidate) => candidate.type === 'simple');
  const price = priceOf(payload);
  spec.name =
    textOf(payload, 'name') ??
    (price === null ? `${spec.name.replace(/ \(rev\. .*$/, '')} (rev. ${site.now})` : spec.name);
  if (price !== null) spec.regular = price;
  bump(site, spec);
  fireProduct(site, spec, 'product.updated');
  return { product_id: spec.id, name: spec.name };
}

/** To the trash, or with `force: true` for good, which no webhook tells of. */
export function deleteProduct(site: Site, payload: JsonObject): JsonObject {
  const spec = productFor(site, payload, (candidate) => candidate.type === 'simple' && candidate.status === 'publish');
  if (payload.force === true) {
    site.catalog.remove(spec);
    site.orders.forgetProduct(spec.id);
    return { product_id: spec.id, force: true };
  }
  spec.status = 'trash';
  bump(site, spec);
  const id = spec.id;
  site.webhooks.fire('product.deleted', id, () => ({ id }));
  // Recorded: trashing a product also tells of a coupon with the product's id.
  site.webhooks.fire('coupon.deleted', id, () => ({ id }));
  return { product_id: id };
}

/** `variation_id` or `product_id`; `quantity` sets, `delta` adds, else three fewer. A variation bumps its parent. */
export function changeInventory(site: Site, payload: JsonObject): JsonObject {
  const next = (present: number): number =>
    numberOf(payload, 'quantity') ?? present + (numberOf(payload, 'delta') ?? -3);
  const of = variationFor(site, payload);
  if (of !== null) {
    const { parent, variation } = of;
    if (parent.stock === null) variation.stock = next(variation.stock ?? 0);
    else parent.stock = next(parent.stock);
    variation.modified = site.now;
    bump(site, parent);
    fireVariation(site, of);
    const quantity = parent.stock ?? variation.stock ?? 0;
    return { product_id: parent.id, variation_id: variation.id, quantity };
  }
  const spec = productFor(site, payload, (candidate) => candidate.type === 'simple' && candidate.stock !== null);
  const quantity = next(spec.stock ?? 0);
  spec.stock = quantity;
  bump(site, spec);
  fireProduct(site, spec, 'product.updated');
  return { product_id: spec.id, quantity };
}

function variationFor(site: Site, payload: JsonObject): VariationOf | null {
  const asked = payload.variation_id;
  if (asked !== undefined) {
    const of = site.catalog.variation(Number(asked));
    if (of === undefined) throw new SandboxInputError(`no variation ${JSON.stringify(asked)}`, 404);
    return of;
  }
  if (payload.product_id !== undefined || site.dice.chance(0.5)) return null;
  const all = site.catalog.allVariations().filter(({ parent }) => parent.status === 'publish');
  return all.length === 0 ? null : site.dice.pick(all);
}

function productFor(site: Site, payload: JsonObject, fits: (spec: ProductSpec) => boolean): ProductSpec {
  const asked = payload.product_id;
  if (asked !== undefined) {
    const spec = site.catalog.product(Number(asked));
    if (spec === undefined) throw new SandboxInputError(`no product ${JSON.stringify(asked)}`, 404);
    return spec;
  }
  const fitting = site.catalog.specs.filter((spec) => spec.status !== 'trash' && fits(spec));
  if (fitting.length === 0) throw new SandboxInputError('no product fits this event', 404);
  return site.dice.pick(fitting);
}

function bump(site: Site, spec: ProductSpec): void {
  spec.modified = site.now;
  site.catalog.version += 1;
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

/** "12.50" in ten-thousandths. */
function priceOf(payload: JsonObject): number | null {
  const text = textOf(payload, 'price');
  if (text === null) return null;
  if (!/^\d+(\.\d{1,4})?$/.test(text)) throw new SandboxInputError('price: a decimal text, "12.50"');
  return Math.round(Number(text) * 10_000);
}

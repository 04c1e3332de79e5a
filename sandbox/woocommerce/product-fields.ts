import type { Json, JsonObject } from '../core/json.js';
import { WooError } from './answers.js';
import { flagOf, rowsOf, type FieldRules } from './body.js';
import type { Units } from './money.js';
import { withMeta } from './meta-writes.js';
import type { Site } from './site.js';
import { escapeHtml } from './php.js';
import { pictureView } from './picture-view.js';
import { GLOBAL_ATTRIBUTES } from './vocabulary.js';

const TEXT = { type: 'string' } as const;
const SHARED: FieldRules = {
  description: TEXT,
  sku: TEXT,
  global_unique_id: TEXT,
  regular_price: TEXT,
  sale_price: TEXT,
  manage_stock: { type: 'boolean' },
  stock_quantity: { type: 'integer', nullable: true },
  weight: TEXT,
  attributes: { type: 'array' },
  meta_data: { type: 'array' },
};
export const PRODUCT_FIELDS: FieldRules = {
  ...SHARED,
  name: TEXT,
  slug: TEXT,
  type: { type: 'string', values: ['simple', 'grouped', 'external', 'variable'] },
  status: { type: 'string', values: ['draft', 'pending', 'private', 'publish', 'future', 'auto-draft', 'trash'] },
  short_description: TEXT,
  tags: { type: 'array' },
  categories: { type: 'array' },
  images: { type: 'array' },
};
export const VARIATION_FIELDS: FieldRules = { ...SHARED, image: { type: 'object', nullable: true } };

/** What both products and variations are priced and counted by. */
interface Sellable {
  sku: string;
  regular: Units | null;
  sale: Units | null;
  stock: number | null;
}

/** The platform's cleaning of a number: "12,50" becomes 1250, "abc" nothing, without a word. */
export function priceIn(value: Json | undefined): Units | null | undefined {
  if (value === undefined) return undefined;
  const text = (typeof value === 'object' ? '' : String(value)).replace(/[^0-9.-]/g, '');
  return text === '' ? null : Math.round(Number(text) * 10_000);
}

/** Prices, stock and SKU. Throws on a SKU that somebody else bears. */
export function writeSellable(site: Site, id: number, target: Sellable, body: JsonObject): void {
  if (typeof body.sku === 'string' && body.sku !== target.sku) {
    const bearer = body.sku === '' ? null : site.catalog.bearerOf(body.sku);
    if (bearer !== null && bearer !== id) {
      const data = { resource_id: bearer, unique_sku: `${body.sku}-1` };
      throw new WooError(400, 'product_invalid_sku', 'Invalid or duplicated SKU.', data);
    }
    target.sku = body.sku;
  }
  const regular = priceIn(body.regular_price);
  const sale = priceIn(body.sale_price);
  if (regular !== undefined) target.regular = regular;
  if (sale !== undefined) target.sale = sale;
  // A sale price that is none is dropped.
  if (target.sale !== null && (target.regular === null || target.sale >= target.regular)) target.sale = null;
  writeStock(target, body);
}

function writeStock(target: Sellable, body: JsonObject): void {
  const manages = flagOf(body.manage_stock);
  if (manages === false) target.stock = null;
  if (manages === true) target.stock ??= 0;
  const quantity = body.stock_quantity ?? null;
  // Without counting, a quantity is ignored.
  if (quantity !== null && target.stock !== null) target.stock = Number(quantity);
}

/** What lies over the view as it was written. */
export function overlay(site: Site, present: JsonObject, shown: JsonObject, body: JsonObject): JsonObject {
  const next: JsonObject = { ...present };
  for (const name of ['description', 'short_description', 'global_unique_id', 'weight'] as const) {
    if (typeof body[name] === 'string') next[name] = body[name];
  }
  if (body.meta_data !== undefined) {
    next.meta_data = withMeta(rowsOf(shown.meta_data), body.meta_data, () => site.freeId());
  }
  return next;
}

export function tagsIn(site: Site, value: Json): JsonObject[] {
  return rowsOf(value).flatMap(({ id }) => {
    const term = site.tags.find((tag) => tag.id === Number(id));
    return term === undefined ? [] : [{ id: term.id, name: escapeHtml(term.name), slug: term.slug }];
  });
}

/** One of the shop's own attributes by its id, or one of the product's alone by its name. */
export function attributesIn(value: Json): JsonObject[] {
  return rowsOf(value).flatMap((row, at) => {
    const id = Number(row.id ?? 0);
    const name = id > 0 ? GLOBAL_ATTRIBUTES[id - 1] : typeof row.name === 'string' ? row.name : undefined;
    if (name === undefined) return [];
    const options = Array.isArray(row.options) ? row.options.map(String) : [];
    const slug = id > 0 ? `pa_${name.toLowerCase()}` : name;
    const visible = flagOf(row.visible) ?? false;
    return [
      {
        id,
        name,
        slug,
        position: Number(row.position ?? at),
        visible,
        variation: flagOf(row.variation) ?? false,
        options,
      },
    ];
  });
}

/** By id what the site has, by `src` what it fetches and keeps under an address of its own. `shown`: the record's own. */
export function pictureIn(site: Site, row: JsonObject, shown: JsonObject[]): JsonObject {
  const id = Number(row.id ?? 0);
  const alt: JsonObject = typeof row.alt === 'string' ? { alt: row.alt } : {};
  if (id > 0) {
    const held = shown.find((one) => one.id === id) ?? site.pictures.get(id);
    if (held === undefined) {
      throw new WooError(400, 'woocommerce_product_invalid_image_id', `#${id} is an invalid image ID.`);
    }
    return { ...held, ...alt };
  }
  const src = typeof row.src === 'string' ? row.src : '';
  if (!/^https?:\/\//.test(src) || src.includes('missing')) {
    const words = `Error getting remote image ${src}. Error: Not Found`;
    throw new WooError(400, 'woocommerce_product_image_upload_error', words);
  }
  const made = site.freeId();
  const name = new URL(src).pathname.split('/').at(-1) ?? 'picture';
  const kept = `${site.links.home}/wp-content/uploads/${made}-${name}`;
  const picture = { ...pictureView({ id: made, src: kept, name, alt: '', created: site.now }), ...alt };
  site.pictures.set(made, picture);
  site.wrote('pictures');
  return picture;
}

import type { JsonObject } from '../../../../common/json.js';
import { compare, divide, multiply } from '../../../../common/money/money.js';
import type { PlatformImage, PlatformProduct, PlatformVariant } from '../platform.records.js';
import type { ProductValues, VariantValues } from '../platform.writes.js';
import type { WeightUnit } from './mapper/product.mapper.js';
import { COST_KEYS } from './mapper/prices.js';
import { idAt, listAt, textAt } from '../platform.values.js';
import { refuse } from './woocommerce.refusal.js';

/**
 * What is written into products and variations, from the values that generic code means. Pure. WooCommerce takes what it
 * does not understand without a word ("12,50" becomes 1250), so everything is checked here before it is sent.
 */

/** `private` is kept, and hidden from customers. */
const STATUS: Record<PlatformProduct['status'], string> = { active: 'publish', draft: 'draft', archived: 'private' };
/** The field of the most common cost-of-goods plug-in, where the shop's own field is switched off. */
const COST_KEY = '_wc_cog_cost';
const GRAMS = { kg: '1000', g: '1', lb: '453.59237', oz: '28.349523125' } as const;
const WEIGHT_SCALE = 4;

/**
 * The vendor is read from brands and the type from categories, which are trees of terms that the shop's owner keeps and
 * a product has any number of: naming one is no way to change them.
 */
export const UNSUPPORTED_FIELDS = ['vendor', 'product_type'] as const;

/** A product's own fields; those of its only variant come beside them. */
export function productBody(values: ProductValues, tagIds: number[] | null, present: PlatformImage[]): JsonObject {
  for (const field of UNSUPPORTED_FIELDS) {
    if ((values[field] ?? null) !== null) throw refuse(`WooCommerce has no place for ${field}`);
  }
  const body: JsonObject = {};
  if (values.title !== undefined) body.name = values.title;
  if (values.description !== undefined) body.description = values.description ?? '';
  // A product without an address of its own gets one from its name.
  if (values.handle !== undefined && values.handle !== null) body.slug = values.handle;
  if (values.status !== undefined) body.status = STATUS[values.status];
  if (tagIds !== null) body.tags = tagIds.map((id) => ({ id }));
  if (values.images !== undefined) body.images = values.images.map((image) => imageBody(image, present));
  return body;
}

/** What the shop has already keeps its id: an address alone would be fetched and stored once more. */
function imageBody(image: NonNullable<ProductValues['images']>[number], present: PlatformImage[]): JsonObject {
  const known = present.find(({ url }) => url === image.url)?.platform_image_id ?? null;
  const id = idAt(image.platform_image_id ?? known);
  return { ...(id === null ? { src: image.url } : { id: Number(id) }), alt: image.alt ?? '' };
}

/** What a variant's change is worked out from: `present` is null for a new one. */
export interface VariantSetting {
  present: Pick<PlatformVariant, 'price' | 'compare_at_price'> | null;
  /** The record as the shop has it, for where it keeps the cost; empty for a new one. */
  row: JsonObject;
  unit: WeightUnit;
}

/** Fields that products and variations are sold by. Throws `rejected` for what WooCommerce would take for something else. */
export function sellableBody(values: VariantValues, setting: VariantSetting): JsonObject {
  const body: JsonObject = { ...pricesBody(values, setting.present), ...stockBody(values) };
  if (values.sku !== undefined) body.sku = values.sku ?? '';
  if (values.barcode !== undefined) body.global_unique_id = values.barcode ?? '';
  const weight = weightText(values, setting.unit);
  if (weight !== undefined) body.weight = weight;
  if (values.cost_per_item !== undefined) Object.assign(body, costBody(values.cost_per_item, setting.row));
  return body;
}

/** Everything about the variant's price in two fields: the regular one, and what it is sold for while that is less. */
function pricesBody(values: VariantValues, present: VariantSetting['present']): JsonObject {
  if (values.price === undefined && values.compare_at_price === undefined) return {};
  const price = values.price ?? present?.price ?? null;
  const before = values.compare_at_price === undefined ? (present?.compare_at_price ?? null) : values.compare_at_price;
  for (const amount of [price, before]) if (amount !== null) checkAmount(amount);
  if (price === null) return priceless(before);
  if (before === null || compare(before, price) <= 0) return { regular_price: price, sale_price: '' };
  // A sale that is planned for later would leave the regular price in force.
  return { regular_price: before, sale_price: price, date_on_sale_from: '', date_on_sale_to: '' };
}

function priceless(before: string | null): JsonObject {
  if (before === null) return { regular_price: '', sale_price: '' };
  throw refuse('Without a price there is nothing to compare: WooCommerce would sell it for the compare-at price');
}

function checkAmount(amount: string): void {
  if (!/^\d{1,15}(?:\.\d{1,6})?$/.test(amount)) throw refuse(`${amount} is no price`);
}

/** Without `manage_stock` a quantity is ignored. */
function stockBody({ track_inventory, inventory_quantity }: VariantValues): JsonObject {
  if (inventory_quantity !== undefined && track_inventory !== false) {
    if (!Number.isSafeInteger(inventory_quantity)) throw refuse(`${inventory_quantity} is no quantity in stock`);
    return { manage_stock: true, stock_quantity: inventory_quantity };
  }
  return track_inventory === undefined ? {} : { manage_stock: track_inventory };
}

/** The shop has one unit for all its weights. */
function weightText(values: VariantValues, unit: WeightUnit): string | undefined {
  const { weight, weight_unit: given } = values;
  if (weight === null) return '';
  if (weight === undefined) {
    if (given === undefined || given === null || given === unit) return undefined;
    throw refuse(`WooCommerce has one unit of weight for the whole shop (${unit ?? 'unknown'})`);
  }
  if (!/^\d{1,8}(?:\.\d{1,6})?$/.test(weight)) throw refuse(`${weight} is no weight`);
  if (unit === null || given === undefined || given === null || given === unit) return weight;
  const grams = multiply(weight, GRAMS[given], 9);
  return trimmed(divide(grams, GRAMS[unit], WEIGHT_SCALE));
}

function trimmed(amount: string): string {
  return amount.includes('.') ? amount.replace(/0+$/, '').replace(/\.$/, '') : amount;
}

/** The core's own field where the shop has it switched on (it is in the record then), else the plug-in's that is in use. */
function costBody(cost: string | null, row: JsonObject): JsonObject {
  if (cost !== null) checkAmount(cost);
  if (row.cost_of_goods_sold !== undefined) {
    return { cost_of_goods_sold: { values: cost === null ? [] : [{ defined_value: Number(cost) }] } };
  }
  const used = listAt(row.meta_data).find(({ key }) => typeof key === 'string' && COST_KEYS.has(key));
  return { meta_data: [{ key: textAt(used?.key) ?? COST_KEY, value: cost ?? '' }] };
}

/** Two bodies laid over each other; both may have meta data. */
export function merge(...bodies: JsonObject[]): JsonObject {
  const meta = bodies.flatMap((body) => listAt(body.meta_data));
  return Object.assign({}, ...bodies, meta.length === 0 ? {} : { meta_data: meta }) as JsonObject;
}

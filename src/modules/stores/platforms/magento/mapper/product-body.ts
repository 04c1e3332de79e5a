import type { Json, JsonObject } from '../../../../../common/json.js';
import { compare, multiply } from '../../../../../common/money/money.js';
import type { PlatformVariant } from '../../platform.records.js';
import type { ProductValues, VariantValues } from '../../platform.writes.js';
import { pricesOf } from './prices.js';
import { customOf } from './values.js';

/** Bodies of products from values. Pure: what is undefined is left out, so that it stays as it is. */

/** What a value's body depends on. */
export interface BodyContext {
  /** The product as it is; null: a new one. */
  present: JsonObject | null;
  weight_unit: 'kg' | 'lb';
  /** Milliseconds. */
  now: number;
}

/** `custom_attributes` by code; '' clears. */
type Custom = Record<string, string>;

export function productBody(values: ProductValues): JsonObject {
  const custom: Custom = {};
  if (values.description !== undefined) custom.description = values.description ?? '';
  // An empty key would make one of the name, which is what a cleared handle means.
  if (values.handle !== undefined) custom.url_key = values.handle ?? '';
  return {
    ...(values.title === undefined ? {} : { name: values.title }),
    // Magento knows enabled and disabled only: what is archived elsewhere is disabled here.
    ...(values.status === undefined ? {} : { status: values.status === 'active' ? 1 : 2 }),
    ...customBody(custom),
  };
}

export function variantBody(values: VariantValues, context: BodyContext): JsonObject {
  const custom: Custom = {};
  const prices = pricesBody(values, context, custom);
  if (values.cost_per_item !== undefined) custom.cost = values.cost_per_item ?? '';
  const stock = stockBody(values);
  return {
    ...prices,
    ...(values.weight === undefined ? {} : { weight: weightIn(values, context.weight_unit) }),
    ...(stock === null ? {} : { extension_attributes: { stock_item: stock } }),
    ...customBody(custom),
  };
}

/** Both in one body: attributes are joined, the second's other members win. */
export function joined(first: JsonObject, second: JsonObject): JsonObject {
  const list = (body: JsonObject): Json[] => (Array.isArray(body.custom_attributes) ? body.custom_attributes : []);
  const custom = [...list(first), ...list(second)];
  return { ...first, ...second, ...(custom.length === 0 ? {} : { custom_attributes: custom }) };
}

function customBody(custom: Custom): JsonObject {
  const entries = Object.entries(custom).map(([attribute_code, value]): JsonObject => ({ attribute_code, value }));
  return entries.length === 0 ? {} : { custom_attributes: entries };
}

/** Magento keeps the regular price and, beside it, a reduced one for a time; here the reduced one is "the price". */
function pricesBody(values: VariantValues, { present, now }: BodyContext, custom: Custom): JsonObject {
  if (values.price === undefined && values.compare_at_price === undefined) return {};
  const before = present === null ? { price: null, compare_at_price: null } : pricesOf(present, now);
  const price = values.price ?? before.price ?? '0';
  const regular = values.compare_at_price === undefined ? before.compare_at_price : values.compare_at_price;
  if (regular === null || compare(regular, price) <= 0) {
    if (present !== null) custom.special_price = '';
    return { price: Number(price) };
  }
  custom.special_price = price;
  // A time that is over, or yet to come, would keep the new reduction from holding.
  const known = present === null ? new Map<string, Json>() : customOf(present);
  for (const code of ['special_from_date', 'special_to_date']) if (known.has(code)) custom[code] = '';
  return { price: Number(regular) };
}

function stockBody({ inventory_quantity, track_inventory }: VariantValues): JsonObject | null {
  if (inventory_quantity === undefined && track_inventory === undefined) return null;
  return {
    ...(inventory_quantity === undefined ? {} : { qty: inventory_quantity, is_in_stock: inventory_quantity > 0 }),
    ...(track_inventory === undefined ? {} : { manage_stock: track_inventory, use_config_manage_stock: false }),
  };
}

const GRAMS: Record<NonNullable<PlatformVariant['weight_unit']>, string> = {
  kg: '1000',
  g: '1',
  lb: '453.59237',
  oz: '28.349523125',
};
const PARTS = { kg: '0.001', lb: '0.002204622621848776' } as const;

/** In the shop's unit, which all its weights are in. */
function weightIn({ weight, weight_unit }: VariantValues, unit: 'kg' | 'lb'): number | null {
  if (weight === undefined || weight === null) return null;
  if (weight_unit === undefined || weight_unit === null || weight_unit === unit) return Number(weight);
  return Number(multiply(multiply(weight, GRAMS[weight_unit], 9), PARTS[unit], 4));
}

/** A short name for addresses and SKUs: letters, digits and dashes. */
export function slugOf(text: string): string {
  const plain = text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
  return plain
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
}

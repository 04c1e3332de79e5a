import type { JsonObject } from '../../../../../common/json.js';
import { compare } from '../../../../../common/money/money.js';
import type {
  PlatformImage,
  PlatformInventoryLevel,
  PlatformProduct,
  PlatformVariant,
} from '../../platform.records.js';
import { costOf, pricesOf } from './prices.js';
import { idAt, listAt, objectAt, requiredId, shortText, textAt } from '../../platform.values.js';
import { customOf, quantityAt, utcAt } from './values.js';

/** What stands behind the numbers in a product: read once, and handed in. */
export interface CatalogueFacts {
  /** With a slash at its end: `https://shop.example/media/`. */
  media_url: string;
  /** With a slash at its end. */
  base_url: string;
  weight_unit: 'kg' | 'lb';
  /** Attributes of choice, by id: code, and labels by option value. */
  attributes: ReadonlyMap<string, { code: string; label: string; options: ReadonlyMap<string, string> }>;
  /** Milliseconds: reduced prices hold for a time. */
  now: number;
}

/** Stock by SKU. Null: not tracked. */
export type StockOf = (sku: string) => PlatformInventoryLevel[] | null;

/**
 * A product of `products`, with its children where it is configurable; every other type is its own only variant.
 * Throws UnmappableRecord when the product cannot be expressed.
 */
export function mapProduct(
  product: JsonObject,
  children: JsonObject[],
  facts: CatalogueFacts,
  stockOf: StockOf,
): PlatformProduct {
  const id = requiredId(product.id, 'id');
  const custom = customOf(product);
  const images = imagesOf(product, facts);
  const options = optionsOf(product, facts);
  const variants = children.map((child, index) =>
    variantOf(child, options, { position: index + 1, facts, stockOf, fallback: images[0]?.url ?? null }),
  );
  if (variants.length === 0) variants.push(variantOf(product, [], { position: 1, facts, stockOf, fallback: null }));
  const lowest = lowestPriced(variants);
  const key = shortText(custom.get('url_key'), 255);
  return {
    platform_product_id: id,
    title: shortText(product.name, 500) ?? shortText(product.sku, 500) ?? `Product ${id}`,
    description: textAt(custom.get('description')) ?? textAt(custom.get('short_description')),
    handle: key,
    url: key === null ? null : `${facts.base_url}${key}.html`,
    price: lowest?.price ?? null,
    compare_at_price: lowest?.compare_at_price ?? null,
    cost_per_item: lowest?.cost_per_item ?? costOf(product),
    sku: shortText(product.sku, 255),
    barcode: null,
    inventory_quantity: variants.reduce((total, variant) => total + (variant.inventory_quantity ?? 0), 0),
    track_inventory: variants.some((variant) => variant.track_inventory),
    ...weightOf(product, facts),
    images,
    tags: [],
    vendor: vendorOf(product, facts),
    product_type: null,
    status: product.status === 1 ? 'active' : 'draft',
    platform_status: product.status === 1 ? 'enabled' : 'disabled',
    platform_created_at: utcAt(product.created_at),
    // A child's change is a change of the product that it is a variant of.
    platform_updated_at:
      [product, ...children]
        .map(({ updated_at }) => utcAt(updated_at) ?? '')
        .sort()
        .at(-1) || null,
    variants,
  };
}

interface VariantContext {
  position: number;
  facts: CatalogueFacts;
  stockOf: StockOf;
  /** Of a child without a picture of its own. */
  fallback: string | null;
}

type Option = { code: string; label: string; options: ReadonlyMap<string, string> };

function variantOf(record: JsonObject, options: Option[], context: VariantContext): PlatformVariant {
  const { facts, stockOf, position } = context;
  const id = requiredId(record.id, 'id');
  const custom = customOf(record);
  const chosen = options.flatMap(({ code, label, options: labels }): [string, string][] => {
    const value = textAt(custom.get(code));
    return value === null ? [] : [[label, labels.get(value) ?? value]];
  });
  const levels = stockOf(textAt(record.sku) ?? '');
  return {
    platform_variant_id: id,
    platform_inventory_item_id: null,
    title: chosen.length === 0 ? null : shortText(chosen.map(([, value]) => value).join(' / '), 255),
    sku: shortText(record.sku, 255),
    barcode: null,
    ...pricesOf(record, facts.now),
    cost_per_item: costOf(record),
    inventory_quantity: levels === null ? null : levels.reduce((sum, level) => sum + level.available, 0),
    track_inventory: levels !== null,
    ...weightOf(record, facts),
    options: Object.fromEntries(chosen),
    position,
    image_url: imagesOf(record, facts)[0]?.url ?? context.fallback,
    inventory_levels: levels ?? [],
  };
}

/** The attributes that a configurable product's children differ in, in the shop's order. */
function optionsOf(product: JsonObject, facts: CatalogueFacts): Option[] {
  return listAt(objectAt(product.extension_attributes).configurable_product_options)
    .sort((a, b) => Number(a.position ?? 0) - Number(b.position ?? 0))
    .flatMap((option) => {
      const attribute = facts.attributes.get(idAt(option.attribute_id) ?? '');
      if (attribute === undefined) return [];
      return [{ ...attribute, label: shortText(option.label, 255) ?? attribute.label }];
    });
}

function imagesOf(record: JsonObject, facts: CatalogueFacts): PlatformImage[] {
  return listAt(record.media_gallery_entries)
    .filter((entry) => entry.media_type === 'image' && entry.disabled !== true && textAt(entry.file) !== null)
    .sort((a, b) => Number(a.position ?? 0) - Number(b.position ?? 0))
    .map((entry, index) => ({
      platform_image_id: idAt(entry.id),
      url: `${facts.media_url}catalog/product${encodeURI(textAt(entry.file) ?? '')}`,
      alt: textAt(entry.label),
      position: index + 1,
    }));
}

function weightOf(record: JsonObject, facts: CatalogueFacts): Pick<PlatformVariant, 'weight' | 'weight_unit'> {
  const weight = quantityAt(record.weight);
  const has = record.weight !== undefined && record.weight !== null && !weight.startsWith('-');
  return has ? { weight, weight_unit: facts.weight_unit } : { weight: null, weight_unit: null };
}

function vendorOf(product: JsonObject, facts: CatalogueFacts): string | null {
  const value = textAt(customOf(product).get('manufacturer'));
  if (value === null) return null;
  const attribute = [...facts.attributes.values()].find(({ code }) => code === 'manufacturer');
  return shortText(attribute?.options.get(value) ?? null, 255);
}

function lowestPriced(variants: PlatformVariant[]): PlatformVariant | undefined {
  return variants.reduce<PlatformVariant | undefined>((lowest, variant) => {
    if (variant.price === null) return lowest;
    const lower = lowest === undefined || lowest.price === null || compare(variant.price, lowest.price) < 0;
    return lower ? variant : lowest;
  }, undefined);
}

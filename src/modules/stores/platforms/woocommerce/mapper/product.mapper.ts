import type { JsonObject } from '../../../../../common/json.js';
import { compare } from '../../../../../common/money/money.js';
import type { PlatformImage, PlatformProduct, PlatformVariant } from '../../platform.records.js';
import { byMenuOrder, mapVariation } from './variation.mapper.js';
import { idAt, listAt, requiredId, shortText, textAt } from '../../platform.values.js';
import { nameAt, stockAt, utcAt, weightAt } from './values.js';
import { costOf, pricesOf } from './prices.js';
import { hasOwnPrice } from '../woocommerce.own-values.js';

export type WeightUnit = PlatformProduct['weight_unit'];

/** `archived` is WooCommerce's `private`: kept, and hidden from customers. */
const STATUS: ReadonlyMap<string, PlatformProduct['status']> = new Map([
  ['publish', 'active'],
  ['private', 'archived'],
]);

/**
 * A product of `products` with the answers of `products/{id}/variations` (none for every type but variable).
 * Grouped, external and simple products, and a variable one without variations, are their own only variant.
 * @param weight_unit the shop's setting: the API gives bare numbers.
 * Throws UnmappableRecord when the product cannot be expressed.
 */
export function mapProduct(product: JsonObject, variations: JsonObject[], weight_unit: WeightUnit): PlatformProduct {
  const id = requiredId(product.id, 'id');
  const images = imagesOf(product);
  const sorted = [...variations].sort(byMenuOrder);
  const variants = sorted.map((variation, index) =>
    mapVariation(variation, { product, position: index + 1, weight_unit, image_url: images[0]?.url ?? null }),
  );
  if (variants.length === 0) variants.push(ownVariant(product, id, images, weight_unit));
  const status = textAt(product.status);
  const weight = weightAt(product.weight);
  return {
    platform_product_id: id,
    title: nameAt(product.name, 500) ?? shortText(product.slug, 500) ?? `Product ${id}`,
    description: textAt(product.description) ?? textAt(product.short_description),
    handle: handleOf(product),
    url: textAt(product.permalink),
    ...shownPrices(product, variants),
    sku: shortText(product.sku, 255),
    barcode: shortText(product.global_unique_id, 255),
    inventory_quantity: inStock(product, sorted, variants),
    track_inventory: variants.some((variant) => variant.track_inventory),
    weight,
    weight_unit: weight === null ? null : weight_unit,
    images,
    tags: listAt(product.tags).flatMap((tag) => nameAt(tag.name, 255) ?? []),
    vendor: nameAt(listAt(product.brands)[0]?.name, 255),
    product_type: categoryOf(product),
    status: STATUS.get(status ?? '') ?? 'draft',
    platform_status: status,
    platform_created_at: utcAt(product.date_created_gmt),
    platform_updated_at: utcAt(product.date_modified_gmt),
    variants,
  };
}

function ownVariant(product: JsonObject, id: string, images: PlatformImage[], unit: WeightUnit): PlatformVariant {
  const tracked = product.manage_stock === true;
  const weight = weightAt(product.weight);
  return {
    platform_variant_id: id,
    platform_inventory_item_id: null,
    title: null,
    sku: shortText(product.sku, 255),
    barcode: shortText(product.global_unique_id, 255),
    ...(hasOwnPrice(product.type) ? pricesOf(product) : { price: null, compare_at_price: null }),
    cost_per_item: costOf(product),
    inventory_quantity: tracked ? (stockAt(product.stock_quantity) ?? 0) : null,
    track_inventory: tracked,
    weight,
    weight_unit: weight === null ? null : unit,
    options: {},
    position: 1,
    image_url: images[0]?.url ?? null,
    inventory_levels: [],
  };
}

/** The parent's stock that several variations share counts once. */
function inStock(product: JsonObject, variations: JsonObject[], variants: PlatformVariant[]): number {
  if (variations.length === 0) return variants[0]?.inventory_quantity ?? 0;
  const own = variations.filter((variation) => variation.manage_stock === true);
  const shared = variations.some((variation) => variation.manage_stock === 'parent') || product.manage_stock === true;
  const sharedStock = shared ? (stockAt(product.stock_quantity) ?? 0) : 0;
  return own.reduce((total, variation) => total + (stockAt(variation.stock_quantity) ?? 0), sharedStock);
}

/** A grouped product's members can be had from its price on; it has none of its own. */
function shownPrices(
  product: JsonObject,
  variants: PlatformVariant[],
): Pick<PlatformProduct, 'price' | 'compare_at_price' | 'cost_per_item'> {
  const lowest = lowestPriced(variants);
  const { price = null, compare_at_price = null } = hasOwnPrice(product.type) ? (lowest ?? {}) : pricesOf(product);
  return { price, compare_at_price, cost_per_item: lowest?.cost_per_item ?? costOf(product) };
}

function lowestPriced(variants: PlatformVariant[]): PlatformVariant | undefined {
  return variants.reduce<PlatformVariant | undefined>((lowest, variant) => {
    if (variant.price === null) return lowest;
    const lower = lowest === undefined || lowest.price === null || compare(variant.price, lowest.price) < 0;
    return lower ? variant : lowest;
  }, undefined);
}

function imagesOf(product: JsonObject): PlatformImage[] {
  return listAt(product.images)
    .filter((image) => textAt(image.src) !== null)
    .map((image, index) => ({
      platform_image_id: idAt(image.id),
      url: textAt(image.src) ?? '',
      alt: textAt(image.alt),
      position: index + 1,
    }));
}

/** WordPress percent-encodes slugs that are not ASCII. */
function handleOf(product: JsonObject): string | null {
  const slug = textAt(product.slug);
  if (slug === null) return null;
  try {
    return shortText(decodeURIComponent(slug), 255);
  } catch {
    return shortText(slug, 255);
  }
}

/** The first category that says something; WooCommerce puts products without one into "Uncategorized". */
function categoryOf(product: JsonObject): string | null {
  const named = listAt(product.categories).find((category) => category.slug !== 'uncategorized');
  return nameAt(named?.name, 255);
}

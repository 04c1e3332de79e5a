import type { JsonObject } from '../../../../common/json.js';
import { compare } from '../../../../common/money/money.js';
import type {
  PlatformImage,
  PlatformInventory,
  PlatformInventoryLevel,
  PlatformProduct,
  PlatformVariant,
} from '../platform.records.js';
import {
  amountOf,
  amountOrNull,
  decimalOrNull,
  flagOf,
  idOf,
  integerOf,
  integerOrNull,
  nodesOf,
  objectOf,
  objectOrNull,
  objectsOf,
  shortened,
  textOf,
  textOrNull,
  textsOf,
  timeOf,
  UnmappableError,
} from './shopify.node.js';

/** UNLISTED is on sale for whoever has the link. An unknown word is not shown as on sale. */
const STATUS: Readonly<Record<string, PlatformProduct['status']>> = {
  ACTIVE: 'active',
  UNLISTED: 'active',
  DRAFT: 'draft',
  ARCHIVED: 'archived',
};

const WEIGHT_UNIT: Readonly<Record<string, 'kg' | 'g' | 'lb' | 'oz'>> = {
  KILOGRAMS: 'kg',
  GRAMS: 'g',
  POUNDS: 'lb',
  OUNCES: 'oz',
};

/** A Product node of PRODUCTS_QUERY or BULK_PRODUCTS_QUERY. Throws UnmappableError. */
export function mapProduct(node: JsonObject): PlatformProduct {
  const single = flagOf(node, 'hasOnlyDefaultVariant');
  const variants = nodesOf(node, 'variants')
    .map((variant) => mapVariant(variant, single))
    .sort((a, b) => a.position - b.position);
  const first = variants[0];
  if (first === undefined) throw new UnmappableError('the product has no variant');
  const lowest = lowestOf(variants, first);
  const tracked = variants.filter((variant) => variant.track_inventory);
  const status = textOf(node, 'status');
  return {
    platform_product_id: idOf(node),
    title: shortened(textOf(node, 'title'), 500),
    description: textOrNull(node, 'descriptionHtml'),
    handle: textOrNull(node, 'handle', 255),
    url: textOrNull(node, 'onlineStoreUrl'),
    price: lowest.price,
    compare_at_price: lowest.compare_at_price,
    cost_per_item: lowest.cost_per_item,
    sku: first.sku,
    barcode: first.barcode,
    inventory_quantity: tracked.reduce((sum, variant) => sum + (variant.inventory_quantity ?? 0), 0),
    track_inventory: tracked.length > 0,
    weight: first.weight,
    weight_unit: first.weight_unit,
    images: imagesOf(node),
    tags: textsOf(node, 'tags'),
    vendor: textOrNull(node, 'vendor', 255),
    product_type: textOrNull(node, 'productType', 255),
    status: STATUS[status] ?? 'draft',
    platform_status: status,
    platform_created_at: timeOf(node, 'createdAt'),
    platform_updated_at: timeOf(node, 'updatedAt'),
    variants,
  };
}

/**
 * An InventoryItem node with its variants: one record for each variant that draws on it, none for an item whose
 * variant is gone. Throws UnmappableError.
 */
export function mapStock(node: JsonObject): PlatformInventory[] {
  const tracked = flagOf(node, 'tracked');
  const levels = nodesOf(node, 'inventoryLevels');
  const variants = objectOrNull(node, 'variants');
  const updated = [timeOf(node, 'updatedAt'), ...levels.map((level) => timeOf(level, 'updatedAt'))];
  return (variants === null ? [] : objectsOf(variants, 'nodes')).map((variant) => ({
    platform_product_id: idOf(objectOf(variant, 'product')),
    platform_variant_id: idOf(variant),
    inventory_quantity: tracked ? (integerOrNull(variant, 'inventoryQuantity') ?? 0) : null,
    track_inventory: tracked,
    inventory_levels: levels.map(mapLevel),
    platform_updated_at: updated.reduce((a, b) => (Date.parse(b) > Date.parse(a) ? b : a)),
  }));
}

function mapVariant(node: JsonObject, single: boolean): PlatformVariant {
  const item = objectOf(node, 'inventoryItem');
  const tracked = flagOf(item, 'tracked');
  const cost = objectOrNull(item, 'unitCost');
  const weight = objectOrNull(objectOf(item, 'measurement'), 'weight');
  const options = objectsOf(node, 'selectedOptions').map((option) => [textOf(option, 'name'), textOf(option, 'value')]);
  return {
    platform_variant_id: idOf(node),
    platform_inventory_item_id: idOf(item),
    // A product without options has one variant, which Shopify calls "Default Title".
    title: single ? null : textOrNull(node, 'title', 255),
    sku: textOrNull(node, 'sku', 255),
    barcode: textOrNull(node, 'barcode', 255),
    price: amountOf(node, 'price'),
    compare_at_price: amountOrNull(node, 'compareAtPrice'),
    cost_per_item: cost === null ? null : amountOf(cost, 'amount'),
    inventory_quantity: tracked ? (integerOrNull(node, 'inventoryQuantity') ?? 0) : null,
    track_inventory: tracked,
    weight: weight === null ? null : decimalOrNull(weight, 'value'),
    weight_unit: weight === null ? null : (WEIGHT_UNIT[textOf(weight, 'unit')] ?? null),
    options: single ? {} : (Object.fromEntries(options) as Record<string, string>),
    position: integerOf(node, 'position'),
    image_url: imagesOf(node)[0]?.url ?? null,
    inventory_levels: nodesOf(item, 'inventoryLevels').map(mapLevel),
  };
}

function mapLevel(node: JsonObject): PlatformInventoryLevel {
  const location = objectOf(node, 'location');
  const available = objectsOf(node, 'quantities').find((quantity) => quantity.name === 'available');
  if (available === undefined) throw new UnmappableError('an inventory level has no available quantity');
  return {
    platform_location_id: idOf(location),
    location_name: textOrNull(location, 'name', 255),
    available: integerOf(available, 'quantity'),
  };
}

/** Pictures only; one that Shopify is still processing has no address yet. */
function imagesOf(node: JsonObject): PlatformImage[] {
  const images: PlatformImage[] = [];
  for (const media of nodesOf(node, 'media')) {
    if (textOf(media, 'mediaContentType') !== 'IMAGE') continue;
    const image = objectOrNull(media, 'image');
    if (image === null) continue;
    images.push({
      platform_image_id: idOf(media),
      url: textOf(image, 'url'),
      alt: textOrNull(media, 'alt'),
      position: images.length + 1,
    });
  }
  return images;
}

function lowestOf(variants: PlatformVariant[], first: PlatformVariant): PlatformVariant {
  return variants.reduce(
    (lowest, variant) => (compare(variant.price ?? '0', lowest.price ?? '0') < 0 ? variant : lowest),
    first,
  );
}

import { listConnection, type Args } from '../graphql/connection.js';
import { Typed, type Resolvers } from '../graphql/executor.js';
import { gid, numberOf } from '../data/ids.js';
import { decimalText, moneyText, SHOP_CURRENCY } from '../data/money.js';
import { stockOf } from '../data/product-maker.js';
import type { ImageRow, LevelRow, ProductRow, VariantRow } from '../data/rows.js';
import { LOCATIONS, type LocationRow, type ShopStore } from '../data/store.js';
import type { ShopContext } from '../shop.js';
import { parseSearch } from '../graphql/search.js';
import { iso } from './text.js';

/** Levels and images know their owner only by position, so the resolvers hand these on together. */
export interface LevelOf {
  variant: VariantRow;
  level: LevelRow;
}
export interface ImageOf {
  product: ProductRow;
  image: ImageRow;
}

const shopMoney = (cents: number): object => ({
  amount: decimalText(cents, SHOP_CURRENCY),
  currencyCode: SHOP_CURRENCY,
});

function mediaOf({ product, image }: ImageOf): Typed {
  return new Typed(image.video ? 'ExternalVideo' : 'MediaImage', { product, image } satisfies ImageOf);
}

function mediaList(product: ProductRow): Typed[] {
  return product.images.map((image) => mediaOf({ product, image }));
}

function imageList(product: ProductRow): ImageOf[] {
  return product.images.filter((image) => !image.video).map((image) => ({ product, image }));
}

function optionValue(variant: { product: number }, option: number, index: number, name: string): object {
  return { id: gid('ProductOptionValue', variant.product, option * 64 + index), name, hasVariants: true };
}

function imageOfVariant(variant: VariantRow, context: ShopContext): ImageOf | null {
  const product = context.store.products.get(variant.product);
  const image = variant.image === null ? undefined : product?.images.find((one) => one.k === variant.image);
  return product === null || image === undefined || image.video ? null : { product, image };
}

const QUANTITY_NAMES = [
  'available',
  'on_hand',
  'committed',
  'incoming',
  'reserved',
  'damaged',
  'safety_stock',
  'quality_control',
];

function quantityOf(level: LevelRow, name: string): number {
  if (name === 'available') return level.available;
  if (name === 'committed') return level.committed;
  return name === 'on_hand' ? level.available + level.committed : 0;
}

export function levelGid({ variant, level }: LevelOf): string {
  const item = numberOf('InventoryItem', variant.product, variant.k);
  return `gid://shopify/InventoryLevel/${numberOf('Location', level.location)}?inventory_item_id=${item}`;
}

function levelsOf(variant: VariantRow, inactive: boolean): LevelOf[] {
  return variant.levels
    .filter((level) => inactive || LOCATIONS[level.location]?.active === true)
    .map((level) => ({ variant, level }));
}

/** All levels of one location, searched by the times that Shopify documents for it. */
function levelsAt(location: LocationRow, query: unknown, store: ShopStore): LevelOf[] {
  const search = typeof query === 'string' ? parseSearch(query) : null;
  const found: LevelOf[] = [];
  for (const n of store.products.ordered('id')) {
    for (const variant of store.products.get(n)?.variants ?? []) {
      const level = variant.levels.find((one) => one.location === location.n);
      if (level === undefined) continue;
      const matches = search?.((field) =>
        field === 'updated_at'
          ? { time: level.updated }
          : field === 'created_at'
            ? { time: variant.created }
            : undefined,
      );
      if (matches !== false) found.push({ variant, level });
    }
  }
  return found;
}

function range(
  product: ProductRow,
  pick: (variant: VariantRow) => number | null,
): { least: number; most: number } | null {
  const values = product.variants.map(pick).filter((value) => value !== null);
  return values.length === 0 ? null : { least: Math.min(...values), most: Math.max(...values) };
}

const sellable = (variant: VariantRow): boolean =>
  !variant.tracked || variant.policy === 'CONTINUE' || stockOf(variant) > 0;

export const CATALOG_RESOLVERS: Resolvers<ShopContext> = {
  Product: {
    id: (p: ProductRow) => gid('Product', p.n),
    legacyResourceId: (p: ProductRow) => String(numberOf('Product', p.n)),
    category: (p: ProductRow) =>
      p.category === null
        ? null
        : {
            id: 'gid://shopify/TaxonomyCategory/aa-1',
            fullName: p.category,
            name: 'Clothing',
            level: 2,
            isLeaf: false,
          },
    compareAtPriceRange: (p: ProductRow) => {
      const prices = range(p, (variant) => variant.compare_at_price);
      if (prices === null) return null;
      return { minVariantCompareAtPrice: shopMoney(prices.least), maxVariantCompareAtPrice: shopMoney(prices.most) };
    },
    createdAt: (p: ProductRow) => iso(p.created),
    updatedAt: (p: ProductRow) => iso(p.updated),
    publishedAt: (p: ProductRow) => (p.status === 'ACTIVE' ? iso(p.created) : null),
    description: (p: ProductRow, { truncateAt }: Args) => {
      const text = p.description_html
        .replace(/<[^>]+>/g, ' ')
        .replace(/&amp;/g, '&')
        .replace(/\s+/g, ' ')
        .trim();
      return typeof truncateAt === 'number' ? text.slice(0, truncateAt) : text;
    },
    descriptionHtml: (p: ProductRow) => p.description_html,
    featuredImage: (p: ProductRow) => imageList(p)[0] ?? null,
    featuredMedia: (p: ProductRow) => mediaList(p)[0] ?? null,
    hasOnlyDefaultVariant: (p: ProductRow) => p.variants.length === 1 && p.variants[0]?.title === 'Default Title',
    hasOutOfStockVariants: (p: ProductRow) => p.variants.some((variant) => !sellable(variant)),
    images: (p: ProductRow, args: Args) => listConnection(imageList(p), args.reverse === true),
    isGiftCard: (p: ProductRow) => p.gift_card,
    media: (p: ProductRow, args: Args) => listConnection(mediaList(p), args.reverse === true),
    mediaCount: (p: ProductRow) => ({ count: p.images.length, precision: 'EXACT' }),
    onlineStorePreviewUrl: (p: ProductRow, _: Args, { domain }) =>
      `https://${domain}/products/${p.handle}?preview=true`,
    onlineStoreUrl: (p: ProductRow, _: Args, { domain }) =>
      p.status === 'ACTIVE' ? `https://${domain}/products/${p.handle}` : null,
    options: (p: ProductRow, { first }: Args) =>
      p.options.slice(0, typeof first === 'number' ? first : undefined).map((option, index) => ({
        id: gid('ProductOption', p.n, index),
        name: option.name,
        position: index + 1,
        values: option.values,
        optionValues: option.values.map((value, at) => optionValue({ product: p.n }, index, at, value)),
      })),
    priceRangeV2: (p: ProductRow) => {
      const prices = range(p, (variant) => variant.price) ?? { least: 0, most: 0 };
      return { minVariantPrice: shopMoney(prices.least), maxVariantPrice: shopMoney(prices.most) };
    },
    productType: (p: ProductRow) => p.product_type,
    seo: () => ({ title: null, description: null }),
    templateSuffix: () => null,
    totalInventory: (p: ProductRow) =>
      p.variants.reduce((total, variant) => (variant.tracked ? total + stockOf(variant) : total), 0),
    tracksInventory: (p: ProductRow) => p.variants.some((variant) => variant.tracked),
    variants: (p: ProductRow, args: Args) => listConnection(p.variants, args.reverse === true),
    variantsCount: (p: ProductRow) => ({ count: p.variants.length, precision: 'EXACT' }),
  },
  ProductVariant: {
    id: (v: VariantRow) => gid('ProductVariant', v.product, v.k),
    legacyResourceId: (v: VariantRow) => String(numberOf('ProductVariant', v.product, v.k)),
    availableForSale: sellable,
    compareAtPrice: (v: VariantRow) =>
      v.compare_at_price === null ? null : moneyText(v.compare_at_price, SHOP_CURRENCY),
    createdAt: (v: VariantRow) => iso(v.created),
    updatedAt: (v: VariantRow) => iso(v.updated),
    displayName: (v: VariantRow, _: Args, { store }) => `${store.products.get(v.product)?.title ?? ''} - ${v.title}`,
    image: (v: VariantRow, _: Args, context) => imageOfVariant(v, context),
    inventoryItem: (v: VariantRow) => v,
    inventoryPolicy: (v: VariantRow) => v.policy,
    inventoryQuantity: (v: VariantRow) => stockOf(v),
    media: (v: VariantRow, args: Args, { store }) => {
      const product = store.products.get(v.product);
      const image = v.image === null ? undefined : product?.images.find((one) => one.k === v.image);
      return listConnection(
        product === null || image === undefined ? [] : [mediaOf({ product, image })],
        args.reverse === true,
      );
    },
    price: (v: VariantRow) => moneyText(v.price, SHOP_CURRENCY),
    product: (v: VariantRow, _: Args, { store }) => store.products.get(v.product),
    selectedOptions: (v: VariantRow) =>
      v.options.map((option, index) => ({
        name: option.name,
        value: option.value,
        optionValue: optionValue(v, index, option.value_index, option.value),
      })),
    sellableOnlineQuantity: (v: VariantRow) => stockOf(v),
    taxable: () => true,
  },
  InventoryItem: {
    id: (v: VariantRow) => gid('InventoryItem', v.product, v.k),
    legacyResourceId: (v: VariantRow) => String(numberOf('InventoryItem', v.product, v.k)),
    countryCodeOfOrigin: (v: VariantRow) => (v.product % 3 === 0 ? 'DE' : null),
    createdAt: (v: VariantRow) => iso(v.created),
    updatedAt: (v: VariantRow) => iso(v.updated),
    duplicateSkuCount: () => 0,
    harmonizedSystemCode: () => null,
    inventoryLevel: (v: VariantRow, args: Args) => {
      const levels = levelsOf(v, args.includeInactive === true);
      return levels.find((one) => gid('Location', one.level.location) === args.locationId) ?? null;
    },
    inventoryLevels: (v: VariantRow, args: Args) =>
      listConnection(levelsOf(v, args.includeInactive === true), args.reverse === true),
    locationsCount: (v: VariantRow) => ({ count: levelsOf(v, false).length, precision: 'EXACT' }),
    measurement: (v: VariantRow) => ({
      id: gid('InventoryItem', v.product, v.k).replace('InventoryItem', 'InventoryItemMeasurement'),
      weight: v.weight === null ? null : { unit: v.weight_unit, value: v.weight },
    }),
    requiresShipping: (v: VariantRow) => v.requires_shipping,
    unitCost: (v: VariantRow) => (v.cost === null ? null : shopMoney(v.cost)),
    variant: (v: VariantRow) => v,
    variants: (v: VariantRow) => listConnection([v]),
  },
  InventoryLevel: {
    id: levelGid,
    canDeactivate: () => true,
    createdAt: ({ variant }: LevelOf) => iso(variant.created),
    updatedAt: ({ level }: LevelOf) => iso(level.updated),
    isActive: ({ level }: LevelOf) => LOCATIONS[level.location]?.active ?? false,
    item: ({ variant }: LevelOf) => variant,
    location: ({ level }: LevelOf) => LOCATIONS[level.location],
    quantities: (one: LevelOf, { names }: Args) =>
      (names as string[])
        .filter((name) => QUANTITY_NAMES.includes(name))
        .map((name) => ({
          id: `${levelGid(one).replace('InventoryLevel', 'InventoryQuantity')}&name=${name}`,
          name,
          quantity: quantityOf(one.level, name),
          updatedAt: iso(one.level.updated),
        })),
  },
  Location: {
    id: (l: LocationRow) => gid('Location', l.n),
    legacyResourceId: (l: LocationRow) => String(numberOf('Location', l.n)),
    address: (l: LocationRow) => ({
      address1: null,
      city: l.city,
      country: l.country,
      countryCode: l.country_code,
      formatted: [l.city, l.country],
      provinceCode: null,
      zip: l.zip,
    }),
    createdAt: () => '2020-01-01T00:00:00Z',
    updatedAt: () => '2024-01-01T00:00:00Z',
    deactivatedAt: (l: LocationRow) => (l.active ? null : '2024-01-01T00:00:00Z'),
    fulfillsOnlineOrders: (l: LocationRow) => l.active,
    hasActiveInventory: (l: LocationRow) => l.active,
    inventoryLevels: (l: LocationRow, args: Args, { store }) =>
      listConnection(levelsAt(l, args.query, store), args.reverse === true),
    isActive: (l: LocationRow) => l.active,
    isFulfillmentService: () => false,
    shipsInventory: (l: LocationRow) => l.active,
  },
  MediaImage: mediaFields(),
  ExternalVideo: {
    ...mediaFields(),
    embedUrl: () => 'https://www.youtube.com/embed/sandbox',
    originUrl: () => 'https://youtu.be/sandbox',
  },
  Image: {
    id: ({ product, image }: ImageOf) => gid('ProductImage', product.n, image.k),
    altText: ({ image }: ImageOf) => image.alt,
    height: () => 1200,
    width: () => 1200,
    url: ({ image }: ImageOf) => image.url,
  },
};

function mediaFields(): Resolvers<ShopContext>[string] {
  return {
    id: ({ product, image }: ImageOf) =>
      gid('MediaImage', product.n, image.k).replace('MediaImage', image.video ? 'ExternalVideo' : 'MediaImage'),
    alt: ({ image }: ImageOf) => image.alt ?? '',
    createdAt: ({ product }: ImageOf) => iso(product.created),
    updatedAt: ({ product }: ImageOf) => iso(product.created),
    image: (one: ImageOf) => one,
    mediaContentType: ({ image }: ImageOf) => (image.video ? 'EXTERNAL_VIDEO' : 'IMAGE'),
    mimeType: () => 'image/jpeg',
    preview: (one: ImageOf) => ({ image: one, status: 'READY' }),
    status: () => 'READY',
  };
}

import type { JsonObject } from '../../../../common/json.js';
import { compare } from '../../../../common/money/money.js';
import type { PlatformProduct, PlatformVariant } from '../platform.records.js';
import type { ProductChange, ProductDraft, ProductValues, VariantChange, VariantValues } from '../platform.writes.js';
import { gidOf } from './shopify.node.js';
import { existingGid, refused } from './shopify.write.js';

/** KSAP's words into Shopify's inputs. Nothing that is undefined is sent; null clears. */

const STATUS: Readonly<Record<PlatformProduct['status'], string>> = {
  active: 'ACTIVE',
  draft: 'DRAFT',
  archived: 'ARCHIVED',
};

const WEIGHT_UNIT: Readonly<Record<NonNullable<PlatformVariant['weight_unit']>, string>> = {
  kg: 'KILOGRAMS',
  g: 'GRAMS',
  lb: 'POUNDS',
  oz: 'OUNCES',
};

/** The only option of a product without options, and its only value. */
const NO_OPTIONS = { Title: 'Default Title' };

/** Where a create leaves its key: a metafield that belongs to this app alone and that customers do not see. */
export const KEY_FIELD = { namespace: '$app:ksap', key: 'write_key' } as const;

/** What ProductSetInput and ProductUpdateInput have in common. */
export function productInput(values: ProductValues): JsonObject {
  const { title, description, handle, vendor, product_type, status, tags } = values;
  if (title?.trim() === '') throw refused('BLANK', "The product's title must not be empty");
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { descriptionHtml: description ?? '' }),
    // Every product has a handle: one that is cleared is Shopify's to choose.
    ...(handle === undefined || handle === null ? {} : { handle }),
    ...(vendor === undefined ? {} : { vendor: vendor ?? '' }),
    ...(product_type === undefined ? {} : { productType: product_type ?? '' }),
    ...(status === undefined ? {} : { status: STATUS[status] }),
    ...(tags === undefined ? {} : { tags }),
  };
}

/**
 * FileSetInput of each image, the whole list. An image that the product has already, by its id or its address, is named
 * by its id, so that it is not fetched and stored once more.
 */
export function filesInput(
  images: NonNullable<ProductValues['images']>,
  present: PlatformProduct['images'] = [],
): JsonObject[] {
  return images.map(({ url, alt, platform_image_id }) => {
    const known =
      present.find((image) => image.platform_image_id !== null && image.platform_image_id === platform_image_id) ??
      present.find((image) => image.url === url);
    const id = known?.platform_image_id;
    const described = { alt: alt ?? '' };
    if (id !== undefined && id !== null) return { id: existingGid('MediaImage', id), ...described };
    return { originalSource: url, contentType: 'IMAGE', ...described };
  });
}

/** ProductSetInput of a new product: everything in one call, so that no half of it is ever there. */
export function draftInput(draft: ProductDraft, key: string, location: string | null): JsonObject {
  const options = draft.variants.map(optionsOf);
  const images = [...(draft.images ?? [])];
  // A variant's file has to be one of the product's.
  for (const { image_url } of draft.variants) {
    if (image_url && !images.some((image) => image.url === image_url)) images.push({ url: image_url, alt: null });
  }
  const names = [...new Set(options.flatMap((one) => Object.keys(one)))];
  return {
    ...productInput(draft),
    productOptions: names.map((name, index) => ({
      name,
      position: index + 1,
      values: [...new Set(options.map((one) => one[name]).filter((value) => value !== undefined))].map((value) => ({
        name: value,
      })),
    })),
    ...(images.length === 0 ? {} : { files: filesInput(images) }),
    variants: draft.variants.map((variant, index) => ({
      ...setVariantInput(variant, location),
      optionValues: optionValues(options[index] ?? {}),
      position: index + 1,
    })),
    metafields: [{ ...KEY_FIELD, type: 'single_line_text_field', value: key }],
  };
}

function setVariantInput(variant: VariantValues, location: string | null): JsonObject {
  const quantity = variant.inventory_quantity;
  return {
    ...variantInput(variant),
    ...(variant.image_url ? { file: { originalSource: variant.image_url, contentType: 'IMAGE' } } : {}),
    ...(quantity === undefined || location === null
      ? {}
      : { inventoryQuantities: [{ locationId: location, name: 'available', quantity }] }),
  };
}

/** What ProductVariantSetInput and ProductVariantsBulkInput have in common. */
export function variantInput(values: VariantValues): JsonObject {
  const { barcode, price, compare_at_price } = values;
  for (const amount of [price, compare_at_price, values.cost_per_item]) {
    if (amount !== undefined && amount !== null && compare(amount, '0') < 0) {
      throw refused('NEGATIVE_PRICE_VALUE', `A price must not be negative: ${amount}`);
    }
  }
  const item = itemInput(values);
  return {
    ...(barcode === undefined ? {} : { barcode }),
    ...(price === undefined ? {} : { price }),
    ...(compare_at_price === undefined ? {} : { compareAtPrice: compare_at_price }),
    ...(Object.keys(item).length === 0 ? {} : { inventoryItem: item }),
  };
}

function itemInput({ sku, cost_per_item, weight, weight_unit, track_inventory }: VariantValues): JsonObject {
  return {
    ...(sku === undefined ? {} : { sku: sku ?? '' }),
    ...(cost_per_item === undefined ? {} : { cost: cost_per_item }),
    ...(track_inventory === undefined ? {} : { tracked: track_inventory }),
    // Shopify knows no absent weight: what weighs nothing is what has none.
    ...(weight === undefined
      ? {}
      : { measurement: { weight: { value: Number(weight ?? 0), unit: WEIGHT_UNIT[weight_unit ?? 'kg'] } } }),
  };
}

/** ProductVariantsBulkInput of a variant that is there. `image`: the id of its picture; undefined: it is left alone. */
export function bulkVariantInput(change: VariantChange, images: PlatformProduct['images']): JsonObject {
  const id = change.platform_variant_id;
  return {
    ...(id === null ? {} : { id: existingGid('ProductVariant', id) }),
    ...variantInput(change),
    ...(change.options === undefined ? {} : { optionValues: optionValues(optionsOf(change)) }),
    ...(change.image_url ? imageInput(change.image_url, images) : {}),
  };
}

/** New pictures that variants bring along: CreateMediaInput. */
export function newMedia(changes: VariantChange[], images: PlatformProduct['images']): JsonObject[] {
  const urls = changes.flatMap(({ image_url }) => (image_url ? [image_url] : []));
  return [...new Set(urls)]
    .filter((url) => !images.some((image) => image.url === url && image.platform_image_id !== null))
    .map((url) => ({ originalSource: url, mediaContentType: 'IMAGE' }));
}

function imageInput(url: string, images: PlatformProduct['images']): JsonObject {
  const id = images.find((image) => image.url === url)?.platform_image_id;
  return typeof id === 'string' ? { mediaId: gidOf('MediaImage', id) } : { mediaSrc: [url] };
}

function optionsOf({ options }: VariantValues): Record<string, string> {
  return options === undefined || Object.keys(options).length === 0 ? NO_OPTIONS : options;
}

function optionValues(options: Record<string, string>): JsonObject[] {
  return Object.entries(options).map(([optionName, name]) => ({ optionName, name }));
}

/** Whether the change says anything of the product itself, pictures aside. */
export function changesProduct(change: ProductChange): boolean {
  return Object.keys(productInput(change)).length > 0;
}

import type { JsonObject } from '../../../../common/json.js';
import type { PlatformProduct, PlatformVariant } from '../platform.records.js';
import type { ProductChange, VariantChange } from '../platform.writes.js';
import { VARIANTS_CREATE_MUTATION, VARIANTS_DELETE_MUTATION, VARIANTS_UPDATE_MUTATION } from './shopify.mutations.js';
import { bulkVariantInput, newMedia } from './shopify.product-input.js';
import { primaryOf } from './shopify.stock.js';
import type { ShopifySession } from './shopify.session.js';
import { existingGid, refused, write } from './shopify.write.js';

/** Shopify takes 250 entries of a list. */
const BATCH = 250;

const UPDATE = { document: VARIANTS_UPDATE_MUTATION, root: 'productVariantsBulkUpdate' };

const CREATE = { document: VARIANTS_CREATE_MUTATION, root: 'productVariantsBulkCreate' };

/** Whether the variants cannot be written without knowing the product as it is. */
export function needsProduct({ variants = [], remove_variants = [] }: ProductChange): boolean {
  return (
    remove_variants.length > 0 || variants.some((variant) => variant.platform_variant_id === null || variant.image_url)
  );
}

/**
 * Changes, adds and removes variants. Done twice it is done once: a variant to add that is there by its options is
 * changed, and one to remove that is gone is left out. `present`: the product as it is; null when it need not be known.
 */
export async function writeVariants(
  session: ShopifySession,
  productId: string,
  change: ProductChange,
  present: PlatformProduct | null,
): Promise<void> {
  const variants = (change.variants ?? []).map((variant) => known(variant, present?.variants ?? []));
  if (variants.some((variant) => variant.inventory_quantity !== undefined && variant.platform_variant_id !== null)) {
    // Stock has its own call, with a location and a comparison.
    throw refused('STOCK_BY_LOCATION', 'Shopify keeps stock by location: set it through the inventory');
  }
  const images = present?.images ?? [];
  const old = variants.filter((variant) => variant.platform_variant_id !== null);
  const fresh = variants.filter((variant) => variant.platform_variant_id === null);
  const stocked = fresh.some((variant) => variant.inventory_quantity !== undefined);
  const location = stocked ? await primaryOf(session) : null;
  // All of them are put into Shopify's words before the first is sent: what is refused here leaves nothing half done.
  const toUpdate = old.map((variant) => bulkVariantInput(variant, images));
  const toCreate = fresh.map((variant) => ({
    ...bulkVariantInput(variant, images),
    ...stockInput(variant, location),
  }));
  await inBatches(session, UPDATE, productId, toUpdate, newMedia(old, images));
  await inBatches(session, CREATE, productId, toCreate, newMedia(fresh, images));
  const there = new Set(present?.variants.map((variant) => variant.platform_variant_id));
  const ids = (change.remove_variants ?? [])
    .filter((id) => there.has(id))
    .map((id) => existingGid('ProductVariant', id));
  for (let at = 0; at < ids.length; at += BATCH) {
    await write(session, {
      document: VARIANTS_DELETE_MUTATION,
      variables: { productId, ids: ids.slice(at, at + BATCH) },
      root: 'productVariantsBulkDelete',
      repeatable: true,
    });
  }
}

async function inBatches(
  session: ShopifySession,
  { document, root }: { document: string; root: string },
  productId: string,
  inputs: JsonObject[],
  media: JsonObject[],
): Promise<void> {
  for (let at = 0; at < inputs.length; at += BATCH) {
    const variants = inputs.slice(at, at + BATCH);
    const urls = new Set(variants.flatMap((input) => (Array.isArray(input.mediaSrc) ? input.mediaSrc : [])));
    await write(session, {
      document,
      variables: { productId, variants, media: media.filter((one) => urls.has(one.originalSource ?? null)) },
      root,
      cost: 20,
      // The second of two creations is refused: a variant's options are there once.
      repeatable: true,
    });
  }
}

function stockInput({ inventory_quantity: quantity }: VariantChange, location: string | null): JsonObject {
  if (quantity === undefined || location === null) return {};
  return { inventoryQuantities: [{ locationId: location, availableQuantity: quantity }] };
}

/** A variant to add that is there already, by its options: an earlier, unheard try has added it. */
function known(variant: VariantChange, present: readonly PlatformVariant[]): VariantChange {
  const { options } = variant;
  if (variant.platform_variant_id !== null || options === undefined) return variant;
  const found = present.find((one) => isSame(one.options, options));
  if (found === undefined) return variant;
  const { inventory_quantity: _first, ...values } = variant;
  return { ...values, platform_variant_id: found.platform_variant_id };
}

function isSame(a: Record<string, string>, b: Record<string, string>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

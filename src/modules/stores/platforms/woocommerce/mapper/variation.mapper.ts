import type { JsonObject } from '../../../../../common/json.js';
import type { PlatformVariant } from '../../platform.records.js';
import { costOf, pricesOf } from './prices.js';
import { idAt, listAt, objectAt, requiredId, shortText, textAt } from '../../platform.values.js';
import { nameAt, plain, stockAt, weightAt } from './values.js';

export interface VariationSetting {
  product: JsonObject;
  position: number;
  weight_unit: PlatformVariant['weight_unit'];
  /** The parent's first image, for variations without one. */
  image_url: string | null;
}

/** The shop's own order: by hand, then as they were made. */
export function byMenuOrder(a: JsonObject, b: JsonObject): number {
  return Number(a.menu_order ?? 0) - Number(b.menu_order ?? 0) || Number(idAt(a.id)) - Number(idAt(b.id));
}

/** What a variation does not have of its own, it takes from its parent, as the shop does. */
export function mapVariation(variation: JsonObject, setting: VariationSetting): PlatformVariant {
  const { product } = setting;
  const weight = weightAt(variation.weight) ?? weightAt(product.weight);
  return {
    platform_variant_id: requiredId(variation.id, 'variations.id'),
    platform_inventory_item_id: null,
    title: titleOf(variation, product),
    sku: shortText(variation.sku, 255) ?? shortText(product.sku, 255),
    barcode: shortText(variation.global_unique_id, 255),
    ...pricesOf(variation),
    cost_per_item: costOf(variation) ?? costOf(product),
    ...stockOf(variation, product),
    weight,
    weight_unit: weight === null ? null : setting.weight_unit,
    options: optionsOf(variation),
    position: setting.position,
    image_url: textAt(objectAt(variation.image).src) ?? setting.image_url,
    inventory_levels: [],
  };
}

/** `"parent"`: the stock is the parent's, shared with its other variations; each shows all of it. */
function stockOf(
  variation: JsonObject,
  product: JsonObject,
): Pick<PlatformVariant, 'inventory_quantity' | 'track_inventory'> {
  if (variation.manage_stock === true) {
    return { inventory_quantity: stockAt(variation.stock_quantity) ?? 0, track_inventory: true };
  }
  if (variation.manage_stock === 'parent') {
    const shared = stockAt(product.stock_quantity) ?? stockAt(variation.stock_quantity);
    return { inventory_quantity: shared ?? 0, track_inventory: true };
  }
  return { inventory_quantity: null, track_inventory: false };
}

/** Attributes that the variation leaves to the customer ("any size") are missing in it, and stay so. */
function optionsOf(variation: JsonObject): Record<string, string> {
  return Object.fromEntries(
    listAt(variation.attributes).flatMap((attribute) => {
      const name = nameAt(attribute.name, 255);
      const option = nameAt(attribute.option, 255);
      return name === null || option === null ? [] : [[name, option]];
    }),
  );
}

function titleOf(variation: JsonObject, product: JsonObject): string | null {
  const options = new Map(Object.entries(optionsOf(variation)));
  const chosen = listAt(product.attributes)
    .filter((attribute) => attribute.variation === true)
    .map((attribute) => plain(textAt(attribute.name) ?? ''))
    .map((name) => options.get(name) ?? `Any ${name}`);
  return shortText(chosen.join(', '), 255) ?? nameAt(variation.name, 255);
}

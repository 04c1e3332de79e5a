import type { JsonObject } from '../../../../common/json.js';
import type { ProductChange, VariantChange, VariantValues } from '../platform.writes.js';
import type { WeightUnit } from './mapper/product.mapper.js';
import { idAt, listAt, textAt, objectAt } from '../platform.values.js';
import { optionList, optionsKey, withOptions } from './woocommerce.attributes.js';
import { merge, productBody, sellableBody } from './woocommerce.product-body.js';
import { ownValues } from './woocommerce.own-values.js';
import type { WholeProduct } from './woocommerce.product-reader.js';
import { refuse } from './woocommerce.refusal.js';

/** What is sent for one change of a product, worked out from the product as it stands. Pure. */
export interface ProductPlan {
  /** For `products/{id}`; empty: nothing of the product itself changes. */
  product: JsonObject;
  /** Sent before the variations, which name options that the product must have. */
  attributes: JsonObject[] | null;
  create: JsonObject[];
  /** Each with its `id`. */
  update: JsonObject[];
  remove: number[];
}

export interface PlanSetting {
  tag_ids: number[] | null;
  unit: WeightUnit;
}

/** Throws `rejected` for what WooCommerce has no place for, or would take for something else. */
export function planOf(change: ProductChange, whole: WholeProduct, setting: PlanSetting): ProductPlan {
  const { row, product } = whole;
  const own = productBody(change, setting.tag_ids, product.images);
  const plan: ProductPlan = { product: own, attributes: null, create: [], update: [], remove: [] };
  if (row.type === 'variable') return withVariations(plan, change, whole, setting);
  if ((change.remove_variants ?? []).length > 0) throw refuse('A simple product has no variant that could be removed');
  const [variant, ...more] = change.variants ?? [];
  if (variant === undefined) return plan;
  if (more.length > 0 || variant.platform_variant_id !== product.platform_product_id) {
    throw refuse('A simple product of WooCommerce has one variant, and takes no others');
  }
  refuseVariantOnly(variant, change, whole);
  const present = product.variants[0] ?? null;
  plan.product = merge(own, sellableBody(ownValues(row.type, variant), { present, row, unit: setting.unit }));
  return plan;
}

/** What a variant has elsewhere, and a simple product has not apart from itself. */
function refuseVariantOnly(variant: VariantChange, change: ProductChange, { product }: WholeProduct): void {
  if (Object.keys(variant.options ?? {}).length > 0) throw refuse('A simple product of WooCommerce has no options');
  const { image_url: url } = variant;
  if (url === undefined || change.images !== undefined || url === (product.variants[0]?.image_url ?? null)) return;
  throw refuse("A simple product's picture is the product's own: change its images");
}

export function isEmptyPlan({ product, attributes, create, update, remove }: ProductPlan): boolean {
  const variations = create.length + update.length + remove.length;
  return Object.keys(product).length === 0 && attributes === null && variations === 0;
}

/** Whether a weight is in it, so that the shop's unit has to be known. */
export function needsUnit(variants: readonly VariantValues[]): boolean {
  return variants.some(({ weight, weight_unit }) => weight !== undefined || weight_unit !== undefined);
}

function withVariations(
  plan: ProductPlan,
  change: ProductChange,
  whole: WholeProduct,
  setting: PlanSetting,
): ProductPlan {
  if (
    whole.variations.length === 0 &&
    change.variants?.some(({ platform_variant_id: id }) => id === idAt(whole.row.id))
  )
    throw refuse('A variable product without variations has nothing to be sold: give it variants with options');
  const gone = new Set(whole.variations.map(({ id }) => idAt(id)));
  // What is gone already is as it should be.
  const remove = (change.remove_variants ?? []).filter((id) => gone.has(id)).map(Number);
  const variants = change.variants ?? [];
  const planned = { ...plan, remove, attributes: withOptions(listAt(whole.row.attributes), variants) };
  const attributes = planned.attributes ?? listAt(whole.row.attributes);
  for (const variant of variants) {
    const target = variant.platform_variant_id ?? sameOptions(whole, variant);
    const body = variationBody(variant, target, whole, attributes, setting);
    if (target === null) planned.create.push(body);
    else if (Object.keys(body).length > 0) planned.update.push({ id: Number(target), ...body });
  }
  return planned;
}

/** A new variant that is there already, from an earlier try, is not made once more. */
function sameOptions({ product }: WholeProduct, { options = {} }: VariantChange): string | null {
  if (Object.keys(options).length === 0) throw refuse('A new variant needs options that tell it from the others');
  const key = optionsKey(options);
  return product.variants.find((one) => optionsKey(one.options) === key)?.platform_variant_id ?? null;
}

function variationBody(
  variant: VariantChange,
  id: string | null,
  { product, variations }: WholeProduct,
  attributes: JsonObject[],
  setting: PlanSetting,
): JsonObject {
  const row = variations.find((one) => idAt(one.id) === id) ?? {};
  const present = product.variants.find(({ platform_variant_id }) => platform_variant_id === id) ?? null;
  if (id !== null && present === null) throw refuse(`The product has no variant ${id} (any more)`);
  const body = sellableBody(variant, { present, row, unit: setting.unit });
  const options = { ...present?.options, ...variant.options };
  if (variant.options !== undefined && optionsKey(options) !== optionsKey(present?.options ?? {})) {
    body.attributes = optionList(options, attributes);
  }
  return { ...body, ...imageOf(variant, row, present?.image_url ?? null) };
}

/** A variation without a picture of its own shows its product's. */
function imageOf({ image_url: url }: VariantValues, row: JsonObject, shown: string | null): JsonObject {
  if (url === undefined || url === shown) return {};
  const own = textAt(objectAt(row.image).src);
  if (url === null) {
    if (own === null) return {};
    throw refuse("WooCommerce's API cannot take a variant's picture away, only put another in its place");
  }
  return { image: { src: url } };
}

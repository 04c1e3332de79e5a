import { gid } from '../data/ids.js';
import type { ProductRow, VariantRow } from '../data/rows.js';
import type { Args } from '../graphql/connection.js';
import type { ShopContext } from '../shop.js';
import { outcome, refuse, saveProduct, type UserError } from './outcome.js';
import { copyOf } from './products.js';
import {
  applyOptions,
  applyVariant,
  blankVariant,
  doubled,
  imageRow,
  priceErrors,
  raise,
  tidy,
  variantIn,
  type VariantInput,
} from './variants.js';

interface MediaInput {
  alt?: string | null;
  originalSource: string;
}

export const VARIANT_MUTATIONS = {
  productVariantsBulkUpdate: (_: unknown, { productId, variants, media }: Args, shop: ShopContext) =>
    outcome(() => {
      const product = productOf(shop, productId);
      addMedia(product, media);
      const inputs = variants as VariantInput[];
      const found = inputs.map((input) => (input.id ? variantIn(product, input.id) : undefined));
      raise(
        inputs.flatMap((input, index) => [
          ...updateErrors(input, found[index], index),
          ...priceErrors(input, ['variants', String(index)], 'NEGATIVE_PRICE_VALUE'),
        ]),
      );
      const now = shop.store.now();
      const changed: VariantRow[] = [];
      for (const [index, input] of inputs.entries()) {
        const variant = found[index];
        if (variant === undefined) continue;
        if (input.optionValues) {
          applyOptions(product, variant, input, () =>
            refuse(['variants', String(index), 'optionValues'], 'Option does not exist', 'OPTION_DOES_NOT_EXIST'),
          );
        }
        applyVariant(product, variant, input, now);
        changed.push(variant);
      }
      return saved(shop, product, changed);
    }),

  productVariantsBulkCreate: (_: unknown, { productId, variants, media, strategy }: Args, shop: ShopContext) =>
    outcome(() => {
      const product = productOf(shop, productId);
      addMedia(product, media);
      const inputs = variants as VariantInput[];
      raise(inputs.flatMap((input, index) => priceErrors(input, ['variants', String(index)], 'NEGATIVE_PRICE_VALUE')));
      const standalone = product.variants.length === 1 && product.variants[0]?.title === 'Default Title';
      const now = shop.store.now();
      const made: VariantRow[] = [];
      for (const [index, input] of inputs.entries()) {
        const variant = blankVariant(product, now);
        applyOptions(product, variant, input, () =>
          refuse(['variants', String(index)], 'You need to add option values', 'NEED_TO_ADD_OPTION_VALUES'),
        );
        applyVariant(product, variant, input, now);
        product.variants.push(variant);
        made.push(variant);
      }
      if (standalone && strategy === 'REMOVE_STANDALONE_VARIANT') product.variants.shift();
      return saved(shop, product, made);
    }),

  productVariantsBulkDelete: (_: unknown, { productId, variantsIds }: Args, shop: ShopContext) =>
    outcome(() => {
      const product = productOf(shop, productId);
      const ids = variantsIds as string[];
      if (ids.some((id) => variantIn(product, id) === undefined)) {
        refuse(
          ['variantsIds', '0'],
          'At least one variant does not belong to the product',
          'AT_LEAST_ONE_VARIANT_DOES_NOT_BELONG_TO_THE_PRODUCT',
        );
      }
      product.variants = product.variants.filter(
        (variant) => !ids.includes(gid('ProductVariant', product.n, variant.k)),
      );
      if (product.variants.length === 0)
        refuse(['variantsIds'], 'Cannot delete the last variant', 'CANNOT_DELETE_LAST_VARIANT');
      return saved(shop, product, []);
    }),
};

function productOf(shop: ShopContext, id: unknown): ProductRow {
  return copyOf(shop, id) ?? refuse(['productId'], 'Product does not exist', 'PRODUCT_DOES_NOT_EXIST');
}

function updateErrors(input: VariantInput, variant: VariantRow | undefined, index: number): UserError[] {
  const at = ['variants', String(index)];
  if (!input.id)
    return [{ field: [...at, 'id'], message: 'Product variant ID is required', code: 'PRODUCT_VARIANT_ID_MISSING' }];
  if (variant === undefined) {
    return [
      { field: [...at, 'id'], message: 'Product variant does not exist', code: 'PRODUCT_VARIANT_DOES_NOT_EXIST' },
    ];
  }
  if (!input.inventoryQuantities) return [];
  const message =
    'Inventory quantities can only be provided during create. To update inventory for existing variants, use inventoryAdjustQuantities.';
  return [{ field: [...at, 'inventoryQuantities'], message, code: 'NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE' }];
}

function saved(shop: ShopContext, product: ProductRow, productVariants: VariantRow[]): object {
  const twice = doubled(product);
  if (twice !== undefined)
    refuse(['variants'], `The variant '${twice.title}' already exists.`, 'VARIANT_ALREADY_EXISTS');
  tidy(product);
  saveProduct(shop, product);
  return { product, productVariants };
}

function addMedia(product: ProductRow, media: unknown): void {
  for (const { originalSource, alt } of (media as MediaInput[] | null | undefined) ?? []) {
    product.images.push(imageRow(product, originalSource, alt ?? null));
  }
}

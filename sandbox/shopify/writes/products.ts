import { gid, numberOf, recordOf } from '../data/ids.js';
import type { ProductRow } from '../data/rows.js';
import type { Args } from '../graphql/connection.js';
import { productPayload } from '../payloads.js';
import type { ShopContext } from '../shop.js';
import { tagsOf } from './orders.js';
import { outcome, refuse, saveProduct } from './outcome.js';
import {
  applyOptions,
  applyVariant,
  blankVariant,
  doubled,
  imageRow,
  priceErrors,
  raise,
  tidy,
  type VariantInput,
} from './variants.js';
import { readUrl } from '../../core/read-url.js';

interface ProductInput {
  id?: string | null;
  title?: string | null;
  descriptionHtml?: string | null;
  handle?: string | null;
  vendor?: string | null;
  productType?: string | null;
  status?: string | null;
  tags?: string[] | null;
  metafields?: { namespace?: string | null; key?: string | null; type?: string | null; value?: string | null }[] | null;
}

interface SetInput extends ProductInput {
  files?: { id?: string | null; alt?: string | null; originalSource?: string | null }[] | null;
  productOptions?: { name?: string | null; values?: { name?: string | null }[] | null }[] | null;
  variants?: VariantInput[] | null;
}

const MOST_VARIANTS = 2048;

export const PRODUCT_MUTATIONS = {
  productSet: (_: unknown, { identifier, input }: Args, shop: ShopContext) =>
    outcome(() => {
      const wanted = identifier as { id?: string; handle?: string } | null | undefined;
      const known = wanted ? byIdentifier(shop, wanted) : null;
      if (wanted?.id !== undefined && known === null) {
        refuse(['identifier', 'id'], 'Product does not exist', 'PRODUCT_DOES_NOT_EXIST');
      }
      return { product: set(shop, known, input as SetInput) };
    }),

  productUpdate: (_: unknown, { product: input }: Args, shop: ShopContext) =>
    outcome(() => {
      const change = (input ?? {}) as ProductInput;
      const product = copyOf(shop, change.id) ?? refuse(['id'], 'Product does not exist');
      applyProduct(shop, product, change, []);
      saveProduct(shop, product);
      return { product };
    }),

  productDelete: (_: unknown, { input }: Args, shop: ShopContext) =>
    outcome(() => {
      const { id } = input as { id: string };
      const product = copyOf(shop, id) ?? refuse(['id'], 'Product does not exist');
      shop.store.products.remove(product.n);
      shop.webhooks.send('PRODUCTS_DELETE', { id: numberOf('Product', product.n) });
      return { deletedProductId: gid('Product', product.n) };
    }),
};

function set(shop: ShopContext, known: ProductRow | null, input: SetInput): ProductRow {
  const now = shop.store.now();
  const product = known ?? blankProduct(shop, now);
  if (known === null && !input.title) refuse(['input', 'title'], "Title can't be blank", 'INVALID_INPUT');
  applyProduct(shop, product, input, ['input'], known === null);
  if (input.files) {
    const { images } = product;
    product.images = [];
    for (const file of input.files) product.images.push(fileOf(product, images, file));
  }
  if (input.variants) setVariants(product, input, now);
  else if (input.productOptions) {
    refuse(['input', 'variants'], 'Variants input is required when updating product options', 'VARIANTS_INPUT_MISSING');
  } else if (known === null) setVariants(product, { ...input, ...STANDALONE }, now);
  if (known !== null) {
    saveProduct(shop, product);
    return product;
  }
  shop.store.products.add(product);
  shop.webhooks.send('PRODUCTS_CREATE', productPayload(product));
  return product;
}

const STANDALONE = {
  productOptions: [{ name: 'Title', values: [{ name: 'Default Title' }] }],
  variants: [{ optionValues: [{ optionName: 'Title', name: 'Default Title' }] }],
};

/** The whole list: a variant that is not named goes. */
function setVariants(product: ProductRow, input: SetInput, now: number): void {
  const variants = input.variants ?? [];
  if (variants.length > MOST_VARIANTS) refuse(['input', 'variants'], 'Too many variants', 'VARIANTS_OVER_LIMIT');
  if (!input.productOptions) {
    refuse(
      ['input', 'productOptions'],
      'Product options input is required when updating variants',
      'PRODUCT_OPTIONS_INPUT_MISSING',
    );
  }
  const options = input.productOptions ?? [];
  if (options.length > 3) refuse(['input', 'productOptions'], 'A product has at most 3 options', 'OPTIONS_OVER_LIMIT');
  product.options = options.map((option) => ({
    name: option.name ?? '',
    values: (option.values ?? []).map((value) => value.name ?? ''),
  }));
  raise(variants.flatMap((one, index) => priceErrors(one, ['input', 'variants', String(index)], 'INVALID_VARIANT')));
  const kept = product.variants;
  product.variants = [];
  for (const [index, one] of variants.entries()) {
    const at = ['input', 'variants', String(index)];
    const known = one.id ? kept.find((variant) => gid('ProductVariant', product.n, variant.k) === one.id) : undefined;
    if (one.id && known === undefined)
      refuse([...at, 'id'], 'Variant does not exist', 'PRODUCT_VARIANT_DOES_NOT_EXIST');
    const variant = known ?? { ...blankVariant(product, now), k: nextVariant(product, kept) };
    applyOptions(product, variant, one, () =>
      refuse([...at, 'optionValues'], 'Option does not exist', 'OPTION_DOES_NOT_EXIST'),
    );
    applyVariant(product, variant, one, now);
    product.variants.push(variant);
  }
  const twice = doubled(product);
  if (twice !== undefined)
    refuse(['input', 'variants'], `The variant '${twice.title}' already exists.`, 'INVALID_VARIANT');
  tidy(product);
}

function nextVariant(product: ProductRow, kept: ProductRow['variants']): number {
  return [...product.variants, ...kept].reduce((most, variant) => Math.max(most, variant.k + 1), 0);
}

export function applyProduct(
  shop: ShopContext,
  product: ProductRow,
  input: ProductInput,
  field: string[],
  fresh = false,
): void {
  applyTitle(product, input, field);
  applyHandle(shop, product, input, field, fresh);
  applyTexts(product, input);
}

function applyTitle(product: ProductRow, input: ProductInput, field: string[]): void {
  const coded = field.length > 0;
  if (input.title !== undefined && (input.title ?? '').trim() === '') {
    refuse([...field, 'title'], "Title can't be blank", coded ? 'INVALID_INPUT' : undefined);
  }
  if ((input.title ?? '').length > 255) {
    refuse([...field, 'title'], 'Title is too long (maximum is 255 characters)', coded ? 'INVALID_INPUT' : undefined);
  }
  if (input.title) product.title = input.title;
}

function applyHandle(
  shop: ShopContext,
  product: ProductRow,
  input: ProductInput,
  field: string[],
  fresh: boolean,
): void {
  const coded = field.length > 0;
  if (input.handle) {
    const taken = others(shop, product, fresh).some((one) => one.handle === input.handle);
    if (taken) {
      refuse(
        [...field, 'handle'],
        `Handle '${input.handle}' already in use. Please provide a new handle.`,
        coded ? 'HANDLE_NOT_UNIQUE' : undefined,
      );
    }
    product.handle = input.handle;
  } else if (fresh) product.handle = freeHandle(shop, product, input.title ?? '');
}

function applyTexts(product: ProductRow, input: ProductInput): void {
  if (typeof input.descriptionHtml === 'string') product.description_html = input.descriptionHtml;
  if (typeof input.vendor === 'string') product.vendor = input.vendor;
  if (typeof input.productType === 'string') product.product_type = input.productType;
  if (input.status) product.status = input.status as ProductRow['status'];
  if (input.tags) product.tags = tagsOf(input.tags);
  for (const { namespace, key, type, value } of input.metafields ?? []) {
    product.metafields[`${namespace ?? '$app'}.${key ?? ''}`] = { type: type ?? '', value: value ?? '' };
  }
}

/** A copy of the product, to be changed. */
export function copyOf(shop: ShopContext, id: unknown): ProductRow | null {
  const parts = recordOf('Product', String(id));
  return parts?.k === 0 ? structuredClone(shop.store.products.get(parts.n)) : null;
}

function byIdentifier(shop: ShopContext, { id, handle }: { id?: string; handle?: string }): ProductRow | null {
  if (id !== undefined) return copyOf(shop, id);
  const found = all(shop).find((product) => product.handle === handle);
  return found === undefined ? null : structuredClone(found);
}

function all({ store }: ShopContext): ProductRow[] {
  return store.products.ordered('id').flatMap((n) => store.products.get(n) ?? []);
}

function others(shop: ShopContext, product: ProductRow, fresh: boolean): ProductRow[] {
  return all(shop).filter((one) => fresh || one.n !== product.n);
}

/** Of the title; where that is taken, with a number behind it. */
function freeHandle(shop: ShopContext, product: ProductRow, title: string): string {
  const plain =
    title
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'product';
  const taken = new Set(others(shop, product, true).map((one) => one.handle));
  for (let number = 0; ; number += 1) {
    const handle = number === 0 ? plain : `${plain}-${number}`;
    if (!taken.has(handle)) return handle;
  }
}

function fileOf(
  product: ProductRow,
  images: ProductRow['images'],
  file: { id?: string | null; alt?: string | null; originalSource?: string | null },
): ProductRow['images'][number] {
  if (file.id) {
    const image = images.find((one) => gid('MediaImage', product.n, one.k) === file.id);
    if (image === undefined) return refuse(['input', 'files'], 'File does not exist', 'NOT_FOUND');
    return { ...image, alt: file.alt === undefined ? image.alt : file.alt === '' ? null : file.alt };
  }
  const source = file.originalSource ?? '';
  if (readUrl(source) === null)
    return refuse(['input', 'files'], 'Original source is not a valid URL', 'INVALID_INPUT');
  return imageRow({ ...product, images: [...images, ...product.images] }, source, file.alt ?? null);
}

function blankProduct({ store }: ShopContext, now: number): ProductRow {
  return {
    n: store.products.nextNumber(),
    title: '',
    description_html: '',
    handle: '',
    vendor: 'Sandbox Démo & Co',
    product_type: '',
    tags: [],
    status: 'ACTIVE',
    category: null,
    gift_card: false,
    images: [],
    metafields: {},
    options: [],
    variants: [],
    created: now,
    updated: now,
  };
}

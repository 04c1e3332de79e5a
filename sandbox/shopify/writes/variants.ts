import { gid, recordOf } from '../data/ids.js';
import { LOCATIONS } from '../data/store.js';
import type { ImageRow, ProductRow, VariantRow } from '../data/rows.js';
import { Refusal, refuse, type UserError } from './outcome.js';
import { levelAt } from './stock.js';

/** Of ProductVariantSetInput and ProductVariantsBulkInput alike. */
export interface VariantInput {
  id?: string | null;
  barcode?: string | null;
  price?: string | number | null;
  compareAtPrice?: string | number | null;
  sku?: string | null;
  inventoryPolicy?: 'DENY' | 'CONTINUE' | null;
  inventoryItem?: {
    cost?: string | number | null;
    sku?: string | null;
    tracked?: boolean | null;
    requiresShipping?: boolean | null;
    measurement?: { weight?: { unit: VariantRow['weight_unit']; value: number } | null } | null;
  } | null;
  inventoryQuantities?: { locationId: string; quantity?: number; availableQuantity?: number }[] | null;
  optionValues?: { name?: string | null; optionName?: string | null }[] | null;
  mediaId?: string | null;
  mediaSrc?: string[] | null;
  file?: { id?: string | null; originalSource?: string | null } | null;
}

/** Shopify stores pictures under its own address. */
export function imageRow(product: ProductRow, source: string, alt: string | null): ImageRow {
  const k = product.images.reduce((most, image) => Math.max(most, image.k + 1), 0);
  const name = /([^/?#]+)(?:[?#].*)?$/.exec(source)?.[1] ?? 'image';
  const url = `https://cdn.shopify.com/s/files/1/0700/0000/0001/files/${product.n}-${k}-${name}?v=1`;
  return { k, url, alt: alt === '' ? null : alt, video: false, source };
}

/** What is wrong with the prices of a variant. */
export function priceErrors(input: VariantInput, field: string[], code: string | undefined): UserError[] {
  const wrong: [string, unknown][] = [
    ['price', input.price],
    ['compareAtPrice', input.compareAtPrice],
  ];
  return wrong
    .filter(([, value]) => value !== undefined && value !== null && !(Number(value) >= 0))
    .map(([name]) => ({
      field: [...field, name],
      message: `${name === 'price' ? 'Price' : 'Compare at price'} must be greater than or equal to 0`,
      ...(code === undefined ? {} : { code }),
    }));
}

export function blankVariant(product: ProductRow, now: number): VariantRow {
  return {
    product: product.n,
    k: product.variants.reduce((most, variant) => Math.max(most, variant.k + 1), 0),
    options: [],
    position: product.variants.length + 1,
    title: 'Default Title',
    sku: null,
    barcode: null,
    price: 0,
    compare_at_price: null,
    cost: null,
    tracked: false,
    policy: 'DENY',
    weight: 0,
    weight_unit: 'KILOGRAMS',
    requires_shipping: true,
    image: null,
    levels: [],
    created: now,
    updated: now,
  };
}

/** Puts values into a variant; what is not named stays. */
export function applyVariant(product: ProductRow, variant: VariantRow, input: VariantInput, now: number): void {
  const { inventoryItem: item } = input;
  if (input.price !== undefined && input.price !== null) variant.price = cents(input.price);
  if (input.compareAtPrice !== undefined) variant.compare_at_price = centsOrNull(input.compareAtPrice);
  if (input.barcode !== undefined) variant.barcode = textOrNull(input.barcode);
  const sku = input.sku === undefined ? item?.sku : input.sku;
  if (sku !== undefined) variant.sku = textOrNull(sku);
  if (input.inventoryPolicy) variant.policy = input.inventoryPolicy;
  if (item) applyItem(variant, item);
  for (const { locationId, quantity, availableQuantity } of input.inventoryQuantities ?? []) {
    levelAt(variant, locationNumber(locationId), now).available = quantity ?? availableQuantity ?? 0;
  }
  const image = pictureOf(product, input);
  if (image !== undefined) variant.image = image;
  variant.updated = now;
}

function applyItem(variant: VariantRow, item: NonNullable<VariantInput['inventoryItem']>): void {
  if (item.cost !== undefined) variant.cost = centsOrNull(item.cost);
  if (typeof item.tracked === 'boolean') variant.tracked = item.tracked;
  if (typeof item.requiresShipping === 'boolean') variant.requires_shipping = item.requiresShipping;
  const weight = item.measurement?.weight;
  if (weight) Object.assign(variant, { weight: weight.value, weight_unit: weight.unit });
}

/** Sets what the variant is: a value for each option of the product. New values become the option's. */
export function applyOptions(
  product: ProductRow,
  variant: VariantRow,
  input: VariantInput,
  refusal: () => never,
): void {
  const given = input.optionValues ?? [];
  if (given.some((one) => !product.options.some((option) => option.name === one.optionName))) refusal();
  variant.options = product.options.map((option) => {
    const known = variant.options.find((one) => one.name === option.name)?.value;
    const value = given.find((one) => one.optionName === option.name)?.name ?? known;
    if (value === undefined || value === '') return refusal();
    if (!option.values.includes(value)) option.values.push(value);
    return { name: option.name, value, value_index: option.values.indexOf(value) };
  });
  variant.title = variant.options.map((option) => option.value).join(' / ');
}

/** Values that no variant bears any more go, and variants stand in a row. */
export function tidy(product: ProductRow): void {
  for (const option of product.options) {
    option.values = option.values.filter((value) =>
      product.variants.some((variant) =>
        variant.options.some((one) => one.name === option.name && one.value === value),
      ),
    );
  }
  product.variants.forEach((variant, index) => {
    variant.position = index + 1;
    for (const one of variant.options) {
      one.value_index = product.options.find((option) => option.name === one.name)?.values.indexOf(one.value) ?? 0;
    }
  });
}

export function doubled(product: ProductRow): VariantRow | undefined {
  return product.variants.find(
    (variant, index) => product.variants.findIndex((one) => one.title === variant.title) < index,
  );
}

export function variantIn(product: ProductRow, id: unknown): VariantRow | undefined {
  const parts = recordOf('ProductVariant', String(id));
  return parts?.n === product.n ? product.variants.find((variant) => variant.k === parts.k) : undefined;
}

export function raise(errors: UserError[]): void {
  if (errors.length > 0) throw new Refusal(errors);
}

function pictureOf(product: ProductRow, input: VariantInput): number | null | undefined {
  if (input.mediaId === null) return null;
  const id = input.mediaId ?? input.file?.id;
  if (id) return product.images.find((image) => gid('MediaImage', product.n, image.k) === id)?.k;
  const source = input.mediaSrc?.[0] ?? input.file?.originalSource;
  return source ? product.images.find((image) => image.source === source)?.k : undefined;
}

function locationNumber(id: string): number {
  const n = recordOf('Location', id)?.n;
  return n !== undefined && LOCATIONS[n]?.active === true
    ? n
    : refuse(['inventoryQuantities'], 'Location does not exist', 'INVALID_INPUT');
}

function cents(value: string | number): number {
  return Math.round(Number(value) * 100);
}

function centsOrNull(value: string | number | null | undefined): number | null {
  return value === null || value === undefined ? null : cents(value);
}

function textOrNull(value: string | null | undefined): string | null {
  return value === null || value === undefined || value === '' ? null : value;
}

import { AppError, type FieldFault } from '../../../common/errors/app-error.js';
import { compare, digitsOf, formatMoney, round } from '../../../common/money/money.js';
import type { ProductDraft, ProductValues, StoreAbilities, VariantValues } from '../../stores/stores.api.js';
import { addressFaults } from './product-checks.js';
import type {
  CreateProductDto,
  NewVariantDto,
  SellableDto,
  UpdateProductDto,
  VariantInputDto,
} from './product-input.dto.js';

/** A product here, as far as writes need it. */
export interface KnownVariant {
  id: string;
  platform_variant_id: string | null;
  platform_inventory_item_id: string | null;
  title: string | null;
  sku: string | null;
  barcode: string | null;
  price: string | null;
  compare_at_price: string | null;
  cost_per_item: string | null;
  inventory_quantity: number | null;
  track_inventory: boolean;
  weight: string | null;
  weight_unit: string | null;
  options: Record<string, string>;
  image_url: string | null;
  levels: { platform_location_id: string; available: number }[];
}

export interface KnownProduct {
  id: string;
  platform_product_id: string | null;
  title: string;
  description: string | null;
  handle: string | null;
  vendor: string | null;
  product_type: string | null;
  status: string;
  tags: string[];
  images: { platform_image_id: string | null; url: string; alt: string | null }[];
  variants: KnownVariant[];
  etag: string;
}

/** What a request wants of a known product. */
export interface WantedChange {
  values: ProductValues;
  /** `at`: the field of the request that says it. */
  variants: { id: string | null; at: string; values: VariantValues }[];
  remove: string[];
}

const AMOUNTS = ['price', 'compare_at_price', 'cost_per_item'] as const;
const SELLABLE = [
  ...AMOUNTS,
  'sku',
  'barcode',
  'weight',
  'weight_unit',
  'inventory_quantity',
  'track_inventory',
] as const;
const OWN = ['title', 'description', 'handle', 'vendor', 'product_type', 'status'] as const;
const MOST_DIGITS = 4;
/** As many as the column has before the point. */
const TOO_MUCH = `1${'0'.repeat(15)}`;

/** A new product as a platform takes it. Throws VALIDATION_ERROR, naming every wrong field. */
export function draftOf(input: CreateProductDto, currency: string | null): ProductDraft {
  const faults: FieldFault[] = addressFaults(input, new Set());
  const direct = pick(input, SELLABLE);
  const given = input.variants ?? [{}];
  if (given.length > 1) faults.push(...directFaults(direct));
  const variants = given.map((variant, index) =>
    variantValues(
      given.length === 1 ? Object.assign({}, direct, defined(variant)) : variant,
      input.variants ? `variants.${index}` : '',
      currency,
      faults,
    ),
  );
  faults.push(
    ...optionFaults(
      variants.map(({ options }) => options ?? {}),
      (index) => `variants.${index}.options`,
    ),
  );
  if (faults.length > 0) throw AppError.validation(faults);
  return { ...productValues(input), title: input.title, variants };
}

/** What an update wants of the product. Throws VALIDATION_ERROR, naming every wrong field. */
export function wantedOf(input: UpdateProductDto, known: KnownProduct, currency: string | null): WantedChange {
  const faults = addressFaults(input, addressesOf(known));
  const wanted: WantedChange = { values: productValues(input), variants: [], remove: [] };
  const ids = new Set(known.variants.map(({ id }) => id));
  const tracked = new Set<string | undefined>(
    known.variants.filter(({ track_inventory }) => track_inventory).map(({ id }) => id),
  );
  const named = new Set<string>();
  for (const [index, variant] of (input.variants ?? []).entries()) {
    const at = `variants.${index}`;
    const { id } = variant;
    if (id !== undefined && !ids.has(id)) faults.push({ field: `${at}.id`, reason: 'no such variant of this product' });
    if (id !== undefined && named.has(id)) faults.push({ field: `${at}.id`, reason: 'named twice' });
    if (id !== undefined) named.add(id);
    wanted.variants.push({ id: id ?? null, at, values: variantValues(variant, at, currency, faults, tracked.has(id)) });
  }
  for (const [index, id] of (input.remove_variants ?? []).entries()) {
    if (!ids.has(id)) faults.push({ field: `remove_variants.${index}`, reason: 'no such variant of this product' });
    else if (named.has(id)) faults.push({ field: `remove_variants.${index}`, reason: 'changed and removed at once' });
    else wanted.remove.push(id);
  }
  addDirect(wanted, pick(input, SELLABLE), known, currency, faults);
  faults.push(...remainingFaults(wanted, known));
  if (faults.length > 0) throw AppError.validation(faults);
  return wanted;
}

/** Where the pictures of a product are. */
export function addressesOf({ images, variants }: KnownProduct): Set<string> {
  return new Set([...images.map(({ url }) => url), ...variants.flatMap(({ image_url: url }) => url ?? [])]);
}

/** Product-level values of a simple product are its only variant's. */
function addDirect(
  wanted: WantedChange,
  direct: SellableDto,
  known: KnownProduct,
  currency: string | null,
  faults: FieldFault[],
): void {
  if (Object.keys(direct).length === 0) return;
  const [only, another] = known.variants;
  if (another || !only || wanted.variants.some(({ id }) => id === null)) {
    faults.push(...directFaults(direct));
    return;
  }
  const values = variantValues(direct, '', currency, faults, only.track_inventory);
  const same = wanted.variants.find(({ id }) => id === only.id);
  if (same) same.values = { ...values, ...same.values };
  else wanted.variants.push({ id: only.id, at: '', values });
}

function remainingFaults(wanted: WantedChange, known: KnownProduct): FieldFault[] {
  const removed = new Set(wanted.remove);
  const changed = new Map(wanted.variants.filter(({ id }) => id !== null).map((variant) => [variant.id, variant]));
  const kept = known.variants.filter(({ id }) => !removed.has(id));
  const added = wanted.variants.filter(({ id }) => id === null);
  if (kept.length + added.length === 0)
    return [{ field: 'remove_variants', reason: 'a product keeps at least one variant' }];
  const touchesOptions = added.length > 0 || wanted.variants.some(({ values }) => values.options !== undefined);
  if (!touchesOptions) return [];
  const all = [
    ...kept.map((variant) => ({
      at: changed.get(variant.id)?.at,
      options: changed.get(variant.id)?.values.options ?? variant.options,
    })),
    ...added.map(({ at, values }) => ({ at, options: values.options ?? {} })),
  ];
  return optionFaults(
    all.map(({ options }) => options),
    (index) => {
      const at = all[index]?.at;
      return at === undefined || at === '' ? 'variants' : `${at}.options`;
    },
  );
}

/** Several variants are told apart by the same options, each combination once. */
function optionFaults(all: Record<string, string>[], fieldOf: (index: number) => string): FieldFault[] {
  if (all.length < 2) return [];
  const namesOf = (options: Record<string, string>): string => JSON.stringify(Object.keys(options).sort());
  const names = namesOf(all[0] ?? {});
  const seen = new Set<string>();
  return all.flatMap((options, index): FieldFault[] => {
    const field = fieldOf(index);
    if (Object.keys(options).length === 0) return [{ field, reason: 'is needed to tell several variants apart' }];
    if (namesOf(options) !== names) return [{ field, reason: 'must have the same names as the other variants’' }];
    const key = JSON.stringify(Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1)));
    if (seen.has(key)) return [{ field, reason: 'is the same combination as another variant’s' }];
    seen.add(key);
    return [];
  });
}

function directFaults(direct: SellableDto): FieldFault[] {
  return Object.keys(direct).map((field) => ({
    field,
    reason: 'the product has several variants: say it for a variant',
  }));
}

function productValues(input: CreateProductDto | UpdateProductDto): ProductValues {
  const values: ProductValues = pick(input, OWN);
  if (input.tags !== undefined) values.tags = [...new Set(input.tags)];
  if (input.images !== undefined) values.images = input.images.map(({ url, alt }) => ({ url, alt: alt ?? null }));
  return values;
}

function variantValues(
  input: NewVariantDto | VariantInputDto | SellableDto,
  at: string,
  currency: string | null,
  faults: FieldFault[],
  isTracked = false,
): VariantValues {
  const { id: _id, ...values } = defined(input) as VariantValues & { id?: string };
  for (const field of AMOUNTS) {
    const amount = values[field];
    if (amount === undefined || amount === null) continue;
    const reason = amountFault(amount, currency);
    if (reason === null)
      Object.assign(values, {
        [field]: currency === null ? amount : formatMoney(shortest(amount, currency), currency),
      });
    else faults.push({ field: at === '' ? field : `${at}.${field}`, reason });
  }
  // Who says how many there are wants them counted.
  if (!isTracked && values.inventory_quantity !== undefined) values.track_inventory ??= true;
  return values;
}

function shortest(amount: string, currency: string): string {
  return round(amount, digitsOf(currency));
}

/** Why the amount cannot be a price in the currency; null: it can. */
export function amountFault(amount: string, currency: string | null): string | null {
  if (compare(amount, '0') < 0) return 'must not be negative';
  if (compare(amount, TOO_MUCH) >= 0) return 'is more than a price can be';
  const digits = currency === null ? MOST_DIGITS : digitsOf(currency);
  if (compare(round(amount, digits), amount) === 0) return null;
  return `must have no more than ${digits} digits after the point${currency === null ? '' : `, as ${currency} has`}`;
}

/** Throws VALIDATION_ERROR for values that the platform has no place for; those that are null ask for nothing. */
export function refuseUnsupported(
  values: ProductValues,
  variants: { at: string; values: VariantValues }[],
  abilities: StoreAbilities,
): void {
  const unsupported = new Set<string>(abilities.catalogue?.unsupported_fields ?? []);
  if (abilities.has_stock) unsupported.delete('inventory_quantity');
  const named = (at: string, given: object): FieldFault[] =>
    Object.entries(given).flatMap(([field, value]) =>
      value === undefined || value === null || !unsupported.has(field)
        ? []
        : [{ field: at === '' ? field : `${at}.${field}`, reason: 'the store’s platform has no place for it' }],
    );
  const faults = [...named('', values), ...variants.flatMap(({ at, values: given }) => named(at, given))];
  if (faults.length > 0) throw AppError.validation(faults);
}

function pick<T extends object, K extends keyof T>(from: T, fields: readonly K[]): Pick<T, K> {
  return Object.fromEntries(
    fields.filter((field) => from[field] !== undefined).map((field) => [field, from[field]]),
  ) as Pick<T, K>;
}

function defined<T extends object>(from: T): T {
  return Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined)) as T;
}

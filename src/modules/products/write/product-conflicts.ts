import type { Json } from '../../../common/json.js';
import { compare } from '../../../common/money/money.js';
import type {
  PlatformProduct,
  ProductChange,
  ProductDraft,
  VariantChange,
  VariantValues,
} from '../../stores/stores.api.js';
import type { KnownProduct, KnownVariant, WantedChange } from './product-values.js';

/** A field that a request changes and that somebody has changed at the platform meanwhile. */
export interface Conflict {
  field: string;
  yours: Json;
  platform: Json;
}

const NUMBERS = new Set(['price', 'compare_at_price', 'cost_per_item', 'weight']);

/**
 * Fields that the request changes and that the platform has otherwise than our row said. One that the platform has just
 * as the request wants it is none.
 */
export function conflictsOf(wanted: WantedChange, known: KnownProduct, now: PlatformProduct): Conflict[] {
  const conflicts: Conflict[] = [];
  const look = (at: string, yours: object, before: object, present: object): void => {
    for (const [field, value] of Object.entries(yours) as [string, Json][]) {
      const [old, current] = [valueOf(before, field), valueOf(present, field)];
      if (isSame(field, old, current) || isSame(field, value, current)) continue;
      conflicts.push({ field: `${at}${field}`, yours: value, platform: current });
    }
  };
  look('', wanted.values, known, now);
  for (const { id, values } of wanted.variants) {
    const before = known.variants.find((variant) => variant.id === id);
    if (!before) continue;
    const present = now.variants.find((variant) => variant.platform_variant_id === before.platform_variant_id);
    if (present) look(`variants.${before.id}.`, values, before, present);
    else conflicts.push({ field: `variants.${before.id}`, yours: values as Json, platform: null });
  }
  return conflicts;
}

const valueOf = (of: object, field: string): Json => (of as Record<string, Json>)[field] ?? null;

function isSame(field: string, a: Json, b: Json): boolean {
  if (typeof a === 'string' && typeof b === 'string' && NUMBERS.has(field)) return compare(a, b) === 0;
  if (field === 'tags') return canonical([...(a as string[])].sort()) === canonical([...(b as string[])].sort());
  if (field === 'images') return imageUrls(a) === imageUrls(b);
  return canonical(a) === canonical(b);
}

function imageUrls(images: Json): string {
  return JSON.stringify((images as { url: string; alt: string | null }[]).map(({ url, alt }) => [url, alt]));
}

function canonical(value: Json): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value);
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The change as the platform takes it. Only for variants that the platform has. */
export function platformChange(wanted: WantedChange, known: KnownProduct): ProductChange {
  const platformIds = new Map(known.variants.map((variant) => [variant.id, variant.platform_variant_id]));
  const variants = wanted.variants.map(({ id, values }): VariantChange => ({
    ...values,
    platform_variant_id: id === null ? null : (platformIds.get(id) ?? null),
  }));
  const removed = wanted.remove.flatMap((id) => platformIds.get(id) ?? []);
  return {
    ...wanted.values,
    ...(variants.length > 0 && { variants }),
    ...(removed.length > 0 && { remove_variants: removed }),
  };
}

/** A product that is here only, with the change, as a platform is to make it. */
export function publishedDraft(known: KnownProduct, wanted: WantedChange): ProductDraft {
  const { title, description, handle, vendor, product_type, tags } = known;
  const changes = new Map(wanted.variants.map(({ id, values }) => [id, values]));
  const kept = known.variants.filter(({ id }) => !wanted.remove.includes(id));
  const variants = [
    ...kept.map((variant): VariantValues => ({ ...draftVariant(variant), ...changes.get(variant.id) })),
    ...wanted.variants.filter(({ id }) => id === null).map(({ values }) => values),
  ];
  const images = known.images.map(({ url, alt }) => ({ url, alt }));
  const status = known.status as PlatformProduct['status'];
  const lists = { ...(tags.length > 0 && { tags }), ...(images.length > 0 && { images }) };
  const own = { title, description, handle, vendor, product_type, status, ...lists };
  return { ...(withoutNulls(own) as typeof own), ...wanted.values, title: wanted.values.title ?? title, variants };
}

function draftVariant(variant: KnownVariant): VariantValues {
  const { title, sku, barcode, price, compare_at_price, cost_per_item, weight, weight_unit } = variant;
  const { track_inventory, inventory_quantity, options, image_url } = variant;
  const amounts = { price, compare_at_price, cost_per_item, weight, weight_unit };
  return withoutNulls({ title, sku, barcode, ...amounts, track_inventory, inventory_quantity, options, image_url });
}

function withoutNulls(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

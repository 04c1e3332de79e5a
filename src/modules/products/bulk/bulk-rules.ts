import { compare } from '../../../common/money/money.js';
import { applyRule, type PriceRule } from './price-rule.js';

/** What is wanted of many products. */
export interface BulkChanges {
  price?: PriceRule;
  /** Null clears. */
  compare_at_price?: PriceRule | null;
  cost_per_item?: PriceRule | null;
  status?: string;
  tags?: { add?: string[]; remove?: string[]; set?: string[] };
  inventory_quantity?: { set?: number; add?: number };
  vendor?: string | null;
  product_type?: string | null;
}

/** Fields of a variant that a bulk change touches. */
export interface VariantState {
  id: string;
  platform_variant_id: string | null;
  price?: string | null;
  compare_at_price?: string | null;
  cost_per_item?: string | null;
  inventory_quantity?: number;
}

/** Fields of a product that a bulk change touches. */
export interface ProductState {
  status?: string | null;
  tags?: string[];
  vendor?: string | null;
  product_type?: string | null;
  variants?: VariantState[];
}

export interface BulkVariant {
  id: string;
  platform_variant_id: string | null;
  title: string | null;
  price: string | null;
  compare_at_price: string | null;
  cost_per_item: string | null;
  inventory_quantity: number | null;
  track_inventory: boolean;
  /** How many locations have it. */
  locations: number;
}

export interface BulkProduct {
  id: string;
  platform_product_id: string | null;
  title: string;
  status: string | null;
  tags: string[];
  vendor: string | null;
  product_type: string | null;
  variants: BulkVariant[];
}

export type BulkEffect =
  | { kind: 'change'; before: ProductState; after: ProductState }
  | { kind: 'refused'; reason: string }
  | { kind: 'unchanged' };

class Refused extends Error {}

const AMOUNTS = ['price', 'compare_at_price', 'cost_per_item'] as const;
const MAX_TAGS = 250;
const MAX_QUANTITY = 1_000_000_000;

/** What the changes make of one product; amounts are in `currency`. */
export function effectOn(product: BulkProduct, changes: BulkChanges, currency: string): BulkEffect {
  try {
    const before: ProductState = {};
    const after: ProductState = {};
    for (const field of ['status', 'vendor', 'product_type'] as const) {
      const value = changes[field];
      if (value === undefined || value === product[field]) continue;
      before[field] = product[field];
      after[field] = value;
    }
    const tags = changes.tags ? tagsAfter(product.tags, changes.tags) : product.tags;
    if (!sameTags(tags, product.tags)) {
      before.tags = product.tags;
      after.tags = tags;
    }
    const variants = variantsAfter(product.variants, changes, currency);
    if (variants.length > 0) {
      before.variants = variants.map(([old]) => old);
      after.variants = variants.map(([, made]) => made);
    }
    return Object.keys(after).length === 0 ? { kind: 'unchanged' } : { kind: 'change', before, after };
  } catch (error) {
    if (error instanceof Refused) return { kind: 'refused', reason: error.message };
    throw error;
  }
}

function variantsAfter(
  variants: BulkVariant[],
  changes: BulkChanges,
  currency: string,
): [VariantState, VariantState][] {
  if (changes.inventory_quantity && !variants.some(isTracked)) throw new Refused('Its stock is not tracked');
  return variants.flatMap((variant): [VariantState, VariantState][] => {
    const ids = { id: variant.id, platform_variant_id: variant.platform_variant_id };
    const before: VariantState = { ...ids };
    const after: VariantState = { ...ids };
    for (const field of AMOUNTS) {
      const rule = changes[field];
      if (rule === undefined) continue;
      const made = rule === null ? null : amountAfter(variant, field, rule, currency);
      if (isSameAmount(made, variant[field])) continue;
      before[field] = variant[field];
      after[field] = made;
    }
    const stock =
      changes.inventory_quantity && isTracked(variant) ? stockAfter(variant, changes.inventory_quantity) : null;
    if (stock !== null && stock !== variant.inventory_quantity) {
      before.inventory_quantity = variant.inventory_quantity ?? 0;
      after.inventory_quantity = stock;
    }
    return Object.keys(after).length > Object.keys(ids).length ? [[before, after]] : [];
  });
}

function amountAfter(
  variant: BulkVariant,
  field: (typeof AMOUNTS)[number],
  rule: PriceRule,
  currency: string,
): string | null {
  const made = applyRule(rule, variant[field], currency);
  if (made === null && field === 'price') throw new Refused(`${named(variant)} has no price to reckon with`);
  if (made !== null && compare(made, '0') < 0)
    throw new Refused(`The ${field} of ${named(variant)} would be negative (${made})`);
  return made;
}

function stockAfter(variant: BulkVariant, rule: { set?: number; add?: number }): number {
  if (variant.locations > 1)
    throw new Refused(`The stock of ${named(variant)} lies in ${variant.locations} locations: set it for each of them`);
  const made = rule.set ?? (variant.inventory_quantity ?? 0) + (rule.add ?? 0);
  if (made < 0) throw new Refused(`The stock of ${named(variant)} would be negative (${made})`);
  if (made > MAX_QUANTITY) throw new Refused(`The stock of ${named(variant)} would be more than a shop can have`);
  return made;
}

function tagsAfter(tags: string[], rule: { add?: string[]; remove?: string[]; set?: string[] }): string[] {
  const removed = new Set(rule.remove ?? []);
  const kept = (rule.set ?? tags).filter((tag) => !removed.has(tag));
  const made = [...new Set([...kept, ...(rule.add ?? [])])];
  if (made.length > MAX_TAGS) throw new Refused(`It would have ${made.length} tags; ${MAX_TAGS} are the most`);
  return made;
}

const isTracked = (variant: BulkVariant): boolean => variant.track_inventory && variant.inventory_quantity !== null;
const named = (variant: BulkVariant): string => (variant.title === null ? 'its variant' : `variant "${variant.title}"`);

/** Amounts are equal by value: "5" is "5.00". */
export function isSameAmount(a: string | null | undefined, b: string | null | undefined): boolean {
  const [x, y] = [a ?? null, b ?? null];
  return x === null || y === null ? x === y : compare(x, y) === 0;
}

/** Platforms order tags as they like. */
export function sameTags(a: readonly string[], b: readonly string[]): boolean {
  const sorted = (tags: readonly string[]): string => JSON.stringify([...tags].sort());
  return sorted(a) === sorted(b);
}

/** Fields of `state` in which `present` differs, as paths; a variant that is gone is one of them. */
export function differences(state: ProductState, present: BulkProduct): string[] {
  const found: string[] = (['status', 'vendor', 'product_type'] as const).filter(
    (field) => field in state && (state[field] ?? null) !== (present[field] ?? null),
  );
  if (state.tags && !sameTags(state.tags, present.tags)) found.push('tags');
  for (const variant of state.variants ?? []) {
    const now = present.variants.find(({ platform_variant_id: platformId, id }) =>
      variant.platform_variant_id === null ? id === variant.id : platformId === variant.platform_variant_id,
    );
    if (!now) {
      found.push(`variants.${variant.id}`);
      continue;
    }
    for (const field of AMOUNTS)
      if (field in variant && !isSameAmount(variant[field], now[field])) found.push(`variants.${variant.id}.${field}`);
    if (variant.inventory_quantity !== undefined && variant.inventory_quantity !== now.inventory_quantity)
      found.push(`variants.${variant.id}.inventory_quantity`);
  }
  return found;
}

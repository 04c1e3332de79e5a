import type {
  BulkOutcome,
  BulkProductChange,
  StockChange,
  StockOutcome,
  VariantChange,
} from '../../stores/stores.api.js';
import type { BulkItem, Verdict } from './bulk.repository.js';
import { type BulkProduct, differences, type ProductState, type VariantState } from './bulk-rules.js';

/** Where a variant's stock lies at the platform. */
export interface StockPlace {
  platform_inventory_item_id: string | null;
  platform_location_id: string | null;
}

/**
 * What to do with an item, seeing the product as it is now; null: send it. Fields that are already as they are to be do not
 * stand in the way: half a change may have been made before a crash.
 */
export function verdictBefore(item: BulkItem, present: BulkProduct | undefined): Verdict | null {
  if (!present) return skipped(item, 'GONE', 'The product is gone');
  const left = differences(item.after, present);
  if (left.length === 0) return { id: item.id, state: 'done' };
  const foreign = new Set(differences(item.before, present));
  const conflicts = left.filter((field) => foreign.has(field));
  if (conflicts.length === 0) return null;
  return skipped(item, 'CONFLICT', `Changed at the shop meanwhile: ${conflicts.slice(0, 10).join(', ')}`);
}

const skipped = (item: BulkItem, code: string, message: string): Verdict => ({
  id: item.id,
  state: 'skipped',
  error: { code, message },
});

/** The item's fields as the platform takes them; null: there is only stock to set, or nothing. `hasStock`: that goes by itself. */
export function catalogueChange(item: BulkItem, hasStock: boolean): BulkProductChange | null {
  const { variants, ...own } = item.after;
  const changed = (variants ?? []).flatMap((variant): VariantChange[] => {
    const { id: _id, platform_variant_id, inventory_quantity, ...values } = variant;
    const all = { ...values, ...(!hasStock && inventory_quantity !== undefined && { inventory_quantity }) };
    // A price is never null here: the rules refuse it.
    return Object.keys(all).length === 0 ? [] : [{ ...all, platform_variant_id } as VariantChange];
  });
  if (Object.keys(own).length === 0 && changed.length === 0) return null;
  const change = { ...own, ...(changed.length > 0 && { variants: changed }) } as BulkProductChange['change'];
  return { platform_product_id: item.platform_product_id ?? '', change };
}

/** The item's stock as compare-and-set. `places`: by the variant's platform id. */
export function stockChanges(item: BulkItem, places: ReadonlyMap<string, StockPlace>): StockChange[] {
  return (item.after.variants ?? []).flatMap((after): StockChange[] => {
    const before = variantOf(item.before, after.id);
    const { platform_variant_id: platformId, inventory_quantity: set } = after;
    if (set === undefined || platformId === null) return [];
    const place = places.get(platformId) ?? { platform_inventory_item_id: null, platform_location_id: null };
    return [
      {
        platform_product_id: item.platform_product_id ?? '',
        platform_variant_id: platformId,
        ...place,
        set,
        expected: before?.inventory_quantity ?? null,
      },
    ];
  });
}

const variantOf = (state: ProductState, id: string): VariantState | undefined =>
  state.variants?.find((variant) => variant.id === id);

export const hasStockPart = (item: BulkItem): boolean =>
  (item.after.variants ?? []).some((variant) => variant.inventory_quantity !== undefined);

/** What the platform's outcomes make of the items that were sent. `hasStock`: an item with stock is not done yet. */
export function verdictsOf(items: BulkItem[], outcomes: BulkOutcome[], hasStock: boolean): Verdict[] {
  const byId = new Map(outcomes.map((outcome) => [outcome.platform_product_id, outcome]));
  return items.map((item): Verdict => {
    const outcome = byId.get(item.platform_product_id ?? '');
    if (!outcome)
      return { id: item.id, state: 'failed', error: { code: 'NO_ANSWER', message: 'The platform said nothing of it' } };
    if (outcome.error) return { id: item.id, state: 'failed', error: outcome.error };
    return hasStock && hasStockPart(item)
      ? { id: item.id, state: 'sent', step: 'stock' }
      : { id: item.id, state: 'done' };
  });
}

/** What became of an item's stock. A repeated compare-and-set finds what its first try has set: that is done. */
export function stockVerdict(item: BulkItem, changes: StockChange[], outcomes: StockOutcome[]): Verdict {
  const missed = changes.flatMap((change) => {
    const outcome = outcomes.find(({ platform_variant_id: id }) => id === change.platform_variant_id);
    if (outcome?.result === 'set' || outcome?.available === change.set) return [];
    return [outcome ?? null];
  });
  const [first] = missed;
  if (missed.length === 0) return { id: item.id, state: 'done' };
  if (first?.result === 'stale' && missed.length === changes.length && !hasOtherPart(item))
    return skipped(
      item,
      'CONFLICT',
      `The stock was changed at the shop meanwhile; it is ${first.available ?? 'unknown'} there`,
    );
  const message = first?.message ?? (first ? `its stock is ${first.available ?? 'unknown'} at the shop` : 'no answer');
  return {
    id: item.id,
    state: 'failed',
    error: { code: 'STOCK_NOT_SET', message: `Its stock was not set: ${message}` },
  };
}

const hasOtherPart = (item: BulkItem): boolean => catalogueChange(item, true) !== null;

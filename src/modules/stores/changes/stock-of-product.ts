import { ProviderError } from '../../../common/outbound/provider-error.js';
import type { PlatformConnection } from '../platforms/platform.connection.js';
import type { PlatformProduct } from '../platforms/platform.records.js';
import type { PlatformStock, StockOutcome } from '../platforms/platform.writes.js';
import type { NewStock, StockChange } from '../stores.api.js';

/** A repeated compare-and-set finds what its first, unheard try has set: not stale, but done. */
export function asFirstTime(outcome: StockOutcome, changes: StockChange[]): StockOutcome {
  const asked = changes.find(
    (change) =>
      change.platform_variant_id === outcome.platform_variant_id &&
      (change.platform_location_id === outcome.platform_location_id || change.platform_location_id === null),
  );
  return outcome.result === 'stale' && outcome.available === asked?.set
    ? { ...outcome, result: 'set', message: null }
    : outcome;
}

/** Stock of variants that are there now, found by the options that they were made with. */
export function stockOfNew({ platform_product_id, variants }: PlatformProduct, stock: NewStock[]): StockChange[] {
  return stock.flatMap(({ options, set }): StockChange[] => {
    const variant =
      variants.find((candidate) => isSameChoice(candidate.options, options)) ??
      (variants.length === 1 ? variants[0] : undefined);
    if (!variant) return [];
    const { platform_variant_id, platform_inventory_item_id, inventory_levels: levels } = variant;
    const place = { platform_location_id: levels[0]?.platform_location_id ?? null };
    const which = { platform_product_id, platform_variant_id, platform_inventory_item_id };
    return [{ ...which, ...place, set, expected: null }];
  });
}

/**
 * Sets stock that goes with a product's change. The product is changed by now: what the platform refuses of its stock is an
 * outcome, not a fault. Throws what may pass: then it is done again, and finds what it has set.
 */
export async function stockOutcomes(
  stock: PlatformStock,
  connection: PlatformConnection,
  changes: StockChange[],
  key: string,
): Promise<StockOutcome[]> {
  try {
    const outcomes = await stock.setQuantities(connection, changes, key);
    return outcomes.map((outcome) => asFirstTime(outcome, changes));
  } catch (error) {
    if (!(error instanceof ProviderError) || error.fault !== 'rejected') throw error;
    const message = error.provider_message ?? error.message;
    return changes.map(({ platform_variant_id, platform_location_id }) => ({
      platform_variant_id,
      platform_location_id,
      result: 'refused',
      available: null,
      message,
    }));
  }
}

function isSameChoice(a: Record<string, string>, b: Record<string, string>): boolean {
  const sorted = (options: Record<string, string>): string =>
    JSON.stringify(Object.entries(options).sort(([x], [y]) => (x < y ? -1 : 1)));
  return sorted(a) === sorted(b);
}

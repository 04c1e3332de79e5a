import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AppError, type FieldFault } from '../../../common/errors/app-error.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import type { JobView } from '../../jobs/jobs.api.js';
import { type StockChange, StoreChanges, type StockOutcome, StoresApi } from '../../stores/stores.api.js';
import type { InventoryChangeDto, InventoryResultDto } from './inventory.dto.js';

interface Variant {
  id: string;
  platform_product_id: string | null;
  platform_variant_id: string | null;
  platform_inventory_item_id: string | null;
  inventory_quantity: number | null;
  track_inventory: boolean;
  levels: { platform_location_id: string; available: number }[];
}

export type InventoryOutcome =
  { state: 'done'; results: InventoryResultDto[] } | { state: 'pending'; job: JobView; results: [] };

/** Sets stock at the platform by compare-and-set, then here as the platform has it. */
@Injectable()
export class SetInventory {
  constructor(
    private readonly database: Database,
    private readonly stores: StoresApi,
    private readonly changes: StoreChanges,
  ) {}

  /**
   * Throws NOT_FOUND, VALIDATION_ERROR (also for what would be negative), CONFLICT when nothing was as expected,
   * INVALID_STATE when the store is not connected, and what the platform says.
   */
  async run(userId: string, storeId: string, wanted: InventoryChangeDto[]): Promise<InventoryOutcome> {
    await this.stores.get(userId, storeId);
    const variants = await this.variants(userId, storeId, wanted);
    const changes = planned(wanted, variants);
    const result = await this.changes.run({
      kind: 'stock.set',
      user_id: userId,
      store_id: storeId,
      subject_id: wanted.length === 1 && wanted[0] ? wanted[0].variant_id.toLowerCase() : uuidv7(),
      payload: { changes },
      context: { action: 'inventory', variants: wanted.map(({ variant_id }) => variant_id) },
    });
    if (result.state === 'pending') return { state: 'pending', job: result.job, results: [] };
    const outcomes = result.outcome.outcomes as unknown as StockOutcome[];
    const results = changes.map((change, index) => resultOf(wanted[index]?.variant_id ?? '', change, outcomes));
    if (results.every(({ result: what }) => what === 'stale'))
      throw AppError.conflict('The stock was changed at the shop meanwhile: nothing was set', { results });
    return { state: 'done', results };
  }

  private async variants(
    userId: string,
    storeId: string,
    wanted: InventoryChangeDto[],
  ): Promise<ReadonlyMap<string, Variant>> {
    const rows = await this.database.query<Variant>(
      `SELECT v.id, p.platform_product_id, v.platform_variant_id, v.platform_inventory_item_id, v.inventory_quantity, v.track_inventory,
              (SELECT coalesce(json_agg(json_build_object('platform_location_id', l.platform_location_id, 'available', l.available)), '[]')
               FROM inventory_levels l WHERE l.variant_id = v.id) AS levels
       FROM product_variants v JOIN products p ON p.id = v.product_id
       WHERE p.user_id = $1 AND p.store_id = $2 AND p.deleted_at IS NULL AND v.id = ANY($3::uuid[])`,
      [userId, storeId, wanted.map(({ variant_id }) => variant_id)],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }
}

function planned(wanted: InventoryChangeDto[], variants: ReadonlyMap<string, Variant>): StockChange[] {
  const faults: FieldFault[] = [];
  const seen = new Set<string>();
  const changes = wanted.flatMap((wish, index): StockChange[] => {
    const variant = variants.get(wish.variant_id.toLowerCase());
    const made = variant ? plan(wish, variant) : null;
    const key = made && `${made.change.platform_variant_id}/${made.change.platform_location_id ?? ''}`;
    const [field, reason] =
      (variant ? refusal(wish, variant) : (['variant_id', 'no such variant in this store'] as const)) ??
      made?.fault ??
      (key !== null && seen.has(key) ? ['', 'named twice'] : [null, '']);
    if (key !== null) seen.add(key);
    if (field === null && made) return [made.change];
    faults.push({ field: `changes.${index}${field ? `.${field}` : ''}`, reason });
    return [];
  });
  if (faults.length > 0) throw AppError.validation(faults);
  return changes;
}

/** Why the change cannot be made of the variant whatever its stock is: the field, and the reason. */
function refusal(wish: InventoryChangeDto, variant: Variant): readonly [string, string] | null {
  if (variant.platform_variant_id === null || variant.platform_product_id === null)
    return ['variant_id', 'its product is not at the shop: change it with push=false'];
  if ((wish.set === undefined) === (wish.adjust === undefined)) return ['', 'exactly one of set and adjust is needed'];
  if (!variant.track_inventory) return ['variant_id', 'its stock is not tracked'];
  if (wish.location_id === undefined && variant.levels.length > 1)
    return ['location_id', 'its stock lies in several locations: name one'];
  return null;
}

function plan(
  wish: InventoryChangeDto,
  variant: Variant,
): { change: StockChange; fault: readonly [string, string] | null } {
  const { location_id: wanted } = wish;
  const level = variant.levels.find(({ platform_location_id: id }) => wanted === undefined || id === wanted);
  const known = level?.available ?? (variant.levels.length === 0 ? variant.inventory_quantity : 0);
  const { set, expected } = quantities(wish, known);
  const change = {
    platform_product_id: variant.platform_product_id ?? '',
    platform_variant_id: variant.platform_variant_id ?? '',
    platform_inventory_item_id: variant.platform_inventory_item_id,
    platform_location_id: wanted ?? level?.platform_location_id ?? null,
    set,
    expected,
  };
  return { change, fault: set < 0 ? ['adjust', `would make its stock negative (${set})`] : null };
}

function quantities(wish: InventoryChangeDto, known: number | null): { set: number; expected: number | null } {
  const expected = wish.expected ?? known;
  if (wish.set === undefined) return { set: (expected ?? 0) + (wish.adjust ?? 0), expected };
  return { set: wish.set, expected: wish.expected === null ? null : expected };
}

function resultOf(variantId: string, change: StockChange, outcomes: StockOutcome[]): InventoryResultDto {
  const outcome = outcomes.find(
    ({ platform_variant_id: id, platform_location_id: location }) =>
      id === change.platform_variant_id &&
      (location === change.platform_location_id || location === null || change.platform_location_id === null),
  );
  return {
    variant_id: variantId,
    location_id: change.platform_location_id ?? outcome?.platform_location_id ?? null,
    result: outcome?.result ?? 'refused',
    available: outcome?.available ?? null,
    message: outcome ? outcome.message : 'The platform said nothing of it',
  };
}

import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import { ResumeLater } from '../../../common/outbound/resume-later.js';
import { type StockChange, StoreChanges, type StockOutcome } from '../../stores/stores.api.js';
import { BulkRepository, type BulkItem } from './bulk.repository.js';
import type { BulkWork } from './bulk-work.js';
import { stockChanges, type StockPlace, stockVerdict } from './bulk-verdicts.js';

/** Most quantities that one call sets. */
const CALL_SIZE = 100;
const UNHEARD_MS = 3_000;

interface Part {
  item: BulkItem;
  changes: StockChange[];
}

/** The stock of bulk changes: compare-and-set from what it was, so that twice is once. */
@Injectable()
export class BulkStock {
  constructor(
    private readonly database: Database,
    private readonly bulks: BulkRepository,
    private readonly changes: StoreChanges,
  ) {}

  async set(work: BulkWork, items: BulkItem[]): Promise<void> {
    if (items.length === 0) return;
    const places = await this.placesOf(items);
    const parts = items.map((item) => ({ item, changes: stockChanges(item, places) }));
    for (const group of grouped(parts)) {
      work.signal.throwIfAborted();
      await this.setGroup(work, group);
    }
  }

  private async setGroup(work: BulkWork, group: Part[]): Promise<void> {
    const { bulk, store } = work;
    try {
      const result = await this.changes.run({
        kind: 'stock.set',
        user_id: store.user_id,
        store_id: store.id,
        subject_id: uuidv7(),
        payload: { changes: group.flatMap((part) => part.changes) },
        context: { action: 'bulk_update', job_id: bulk.job_id },
      });
      if (result.state === 'pending') throw new ResumeLater(UNHEARD_MS, 'The shop was not heard: it is asked again');
      const outcomes = result.outcome.outcomes as unknown as StockOutcome[];
      await this.bulks.settle(
        bulk.id,
        group.map(({ item, changes }) => stockVerdict(item, changes, outcomes)),
      );
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const [only] = group;
      if (group.length > 1 || !only) {
        for (const part of group) await this.setGroup(work, [part]);
        return;
      }
      const message = `Its stock was not set: ${error.message}`;
      await this.bulks.settle(bulk.id, [
        { id: only.item.id, state: 'failed', error: { code: 'STOCK_NOT_SET', message } },
      ]);
    }
  }

  private async placesOf(items: BulkItem[]): Promise<Map<string, StockPlace>> {
    const rows = await this.database.query<StockPlace & { platform_variant_id: string }>(
      `SELECT v.platform_variant_id, v.platform_inventory_item_id,
              (SELECT min(l.platform_location_id) FROM inventory_levels l WHERE l.variant_id = v.id) AS platform_location_id
       FROM product_variants v WHERE v.product_id = ANY($1) AND v.platform_variant_id IS NOT NULL`,
      [items.flatMap(({ product_id: id }) => id ?? [])],
    );
    return new Map(rows.map(({ platform_variant_id: id, ...place }) => [id, place]));
  }
}

function isRefusal(error: unknown): error is ProviderError | AppError {
  if (error instanceof ProviderError) return error.fault === 'rejected';
  return error instanceof AppError && error.status < 500;
}

function grouped(parts: Part[]): Part[][] {
  const groups: Part[][] = [];
  let size = CALL_SIZE;
  for (const part of parts) {
    if (size + part.changes.length > CALL_SIZE) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1)?.push(part);
    size += part.changes.length;
  }
  return groups;
}

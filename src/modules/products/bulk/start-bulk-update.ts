import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError, type FieldFault } from '../../../common/errors/app-error.js';
import type { Json, JsonObject } from '../../../common/json.js';
import { JobsApi, type JobView } from '../../jobs/jobs.api.js';
import { type StoreAbilities, StoreChanges, StoresApi, type StoreSummary } from '../../stores/stores.api.js';
import type { BulkChangesDto, BulkPreviewDto, BulkUpdateDto } from './bulk.dto.js';
import { BulkRepository, type NewItem } from './bulk.repository.js';
import { type BulkEffect, type BulkProduct, effectOn } from './bulk-rules.js';
import { BulkSelection } from './bulk-selection.js';
import { faultOfRule } from './price-rule.js';

export const BULK_JOB = 'products.bulk_update';
const SHOWN = 100;
const FALLBACK_CURRENCY = 'USD';
/** Each try waits longer; a shop that is away for hours loses no bulk change. */
const JOB_ATTEMPTS = 40;

/** Computes a bulk change of many products, and starts it as a job unless it is only tried. */
@Injectable()
export class StartBulkUpdate {
  constructor(
    private readonly database: Database,
    private readonly stores: StoresApi,
    private readonly changes: StoreChanges,
    private readonly selection: BulkSelection,
    private readonly bulks: BulkRepository,
    private readonly jobs: JobsApi,
    private readonly audit: AuditLog,
  ) {}

  /** Changes nothing. Throws NOT_FOUND, VALIDATION_ERROR. */
  async preview(userId: string, storeId: string, input: BulkUpdateDto): Promise<BulkPreviewDto> {
    const store = await this.stores.get(userId, storeId);
    this.check(input, store, await this.changes.abilities(userId, storeId));
    const preview: BulkPreviewDto = {
      count: 0,
      changed_count: 0,
      unchanged_count: 0,
      refused_count: 0,
      items: [],
      refused: [],
    };
    for await (const products of this.selection.read(userId, storeId, input.selection)) {
      for (const product of products) count(preview, product, effectOn(product, input.changes, currencyOf(store)));
    }
    return preview;
  }

  /** Throws NOT_FOUND, VALIDATION_ERROR (also when every product is refused), INVALID_STATE for a store that is not connected. */
  async run(userId: string, storeId: string, input: BulkUpdateDto): Promise<JobView> {
    const store = await this.stores.get(userId, storeId);
    this.check(input, store, await this.changes.abilities(userId, storeId));
    if (store.connection_state === 'disconnected' || store.connection_state === 'connecting')
      throw new AppError('INVALID_STATE', 'The store is not connected', {
        from: store.connection_state,
        to: 'connected',
        allowed: ['connect'],
      });
    return this.database.transaction(async () => {
      const job = await this.startJob(userId, storeId);
      const changes = input.changes as unknown as JsonObject;
      const bulkId = await this.bulks.insert({
        job_id: job.id,
        user_id: userId,
        store_id: storeId,
        kind: 'update',
        undo_of: null,
        changes,
      });
      const selected = await this.addItems(bulkId, store, input);
      await this.audit.record({
        user_id: userId,
        action: 'products.bulk_update_started',
        subject_type: 'job',
        subject_id: job.id,
        details: { store_id: storeId, changes: JSON.parse(JSON.stringify(changes)) as Json, products: selected },
      });
      return job;
    });
  }

  /** In the open transaction. */
  startJob(userId: string, storeId: string): Promise<JobView> {
    return this.jobs.start({
      type: BULK_JOB,
      user_id: userId,
      store_id: storeId,
      payload: {},
      max_attempts: JOB_ATTEMPTS,
    });
  }

  private async addItems(bulkId: string, store: StoreSummary, input: BulkUpdateDto): Promise<number> {
    let selected = 0;
    let accepted = 0;
    const reasons: string[] = [];
    for await (const products of this.selection.read(store.user_id, store.id, input.selection)) {
      const items = products.map((product): NewItem => {
        const effect = effectOn(product, input.changes, currencyOf(store));
        if (effect.kind === 'refused') reasons.push(effect.reason);
        else accepted += 1;
        return itemOf(product, effect);
      });
      await this.bulks.addItems(bulkId, items, selected);
      selected += items.length;
    }
    const [reason] = reasons;
    if (reason !== undefined && accepted === 0)
      throw AppError.validation([{ field: 'changes', reason: `every selected product is refused: ${reason}` }]);
    return selected;
  }

  private check(input: BulkUpdateDto, store: StoreSummary, abilities: StoreAbilities): void {
    const faults: FieldFault[] = [];
    const { ids, filter } = input.selection;
    if ((ids === undefined) === (filter === undefined))
      faults.push({ field: 'selection', reason: 'exactly one of ids and filter is needed' });
    faults.push(...changeFaults(input.changes, currencyOf(store)), ...unsupportedFaults(input.changes, abilities));
    if (faults.length > 0) throw AppError.validation(faults);
  }
}

const currencyOf = (store: StoreSummary): string => store.currency ?? FALLBACK_CURRENCY;

function changeFaults(changes: BulkChangesDto, currency: string): FieldFault[] {
  const faults: FieldFault[] = [];
  if (Object.values(changes).every((value) => value === undefined))
    faults.push({ field: 'changes', reason: 'nothing is to be changed' });
  for (const field of ['price', 'compare_at_price', 'cost_per_item'] as const) {
    const rule = changes[field];
    const fault = rule ? faultOfRule(rule, currency) : null;
    if (fault) faults.push({ field: `changes.${field}.${fault.field}`, reason: fault.reason });
  }
  const { tags, inventory_quantity: stock } = changes;
  if (tags && tags.add === undefined && tags.remove === undefined && tags.set === undefined)
    faults.push({ field: 'changes.tags', reason: 'one of add, remove and set is needed' });
  if (tags?.set !== undefined && (tags.add !== undefined || tags.remove !== undefined))
    faults.push({ field: 'changes.tags.set', reason: 'goes with neither add nor remove' });
  if (stock && (stock.set === undefined) === (stock.add === undefined))
    faults.push({ field: 'changes.inventory_quantity', reason: 'exactly one of set and add is needed' });
  return faults;
}

function unsupportedFaults(changes: BulkChangesDto, abilities: StoreAbilities): FieldFault[] {
  const unsupported = new Set<string>(abilities.catalogue?.unsupported_fields ?? []);
  if (abilities.has_stock) unsupported.delete('inventory_quantity');
  return Object.entries(changes).flatMap(([field, value]) =>
    value === undefined || value === null || !unsupported.has(field)
      ? []
      : [{ field: `changes.${field}`, reason: 'the store’s platform has no place for it' }],
  );
}

function itemOf(product: BulkProduct, effect: BulkEffect): NewItem {
  const ids = idsOf(product);
  if (effect.kind === 'change')
    return { ...ids, before: effect.before, after: effect.after, state: 'pending', error: null };
  const error =
    effect.kind === 'refused'
      ? { code: 'REFUSED', message: effect.reason }
      : { code: 'UNCHANGED', message: 'It is so already' };
  return { ...ids, before: {}, after: {}, state: effect.kind === 'refused' ? 'failed' : 'skipped', error };
}

function count(preview: BulkPreviewDto, product: BulkProduct, effect: BulkEffect): void {
  const ids = idsOf(product);
  preview.count += 1;
  if (effect.kind === 'unchanged') preview.unchanged_count += 1;
  if (effect.kind === 'change') {
    preview.changed_count += 1;
    if (preview.items.length < SHOWN) preview.items.push({ ...ids, before: effect.before, after: effect.after });
  }
  if (effect.kind === 'refused') {
    preview.refused_count += 1;
    if (preview.refused.length < SHOWN) preview.refused.push({ ...ids, reason: effect.reason });
  }
}

function idsOf({
  id,
  platform_product_id,
  title,
}: BulkProduct): Pick<NewItem, 'product_id' | 'platform_product_id' | 'title'> {
  return { product_id: id, platform_product_id, title };
}

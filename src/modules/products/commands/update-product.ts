import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { requireMatch } from '../../../common/http/etag.js';
import type { StockChange, StockOutcome, StoreKey } from '../../stores/stores.api.js';
import { StoreChanges, StoresApi } from '../../stores/stores.api.js';
import { conflictsOf, platformChange, publishedDraft } from '../write/product-conflicts.js';
import type { UpdateProductDto } from '../write/product-input.dto.js';
import { ProductRows } from '../write/product-rows.js';
import { type KnownProduct, refuseUnsupported, wantedOf, type WantedChange } from '../write/product-values.js';
import { CreateProduct } from './create-product.js';
import { splitChange, stockOfNew } from './stock-part.js';
import { requireStockSet, type WriteOutcome } from './write-outcome.js';

/** Changes a product: at the platform first, unless somebody has changed the same there; or here only. */
@Injectable()
export class UpdateProduct {
  constructor(
    private readonly database: Database,
    private readonly stores: StoresApi,
    private readonly changes: StoreChanges,
    private readonly rows: ProductRows,
    private readonly create: CreateProduct,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Throws NOT_FOUND, VALIDATION_ERROR, PRECONDITION_FAILED, CONFLICT (details: fields, yours, platform), INVALID_STATE
   * when the store is not connected, and what the platform says.
   */
  async run(
    userId: string,
    storeId: string,
    id: string,
    input: UpdateProductDto,
    options: { push: boolean; if_match: string | undefined },
  ): Promise<WriteOutcome> {
    const store = await this.stores.get(userId, storeId);
    const known = await this.rows.known(userId, storeId, id);
    requireMatch(options.if_match, known.etag);
    const wanted = wantedOf(input, known, store.currency);
    if (!options.push) return this.keep(store, id, input, options.if_match);
    if (known.platform_product_id === null) {
      const draft = publishedDraft(known, wanted);
      return this.create.publish(userId, storeId, id, draft, { action: 'publish' });
    }
    if (isEmpty(wanted)) return { state: 'done', id };
    return this.push(store, known, known.platform_product_id, wanted);
  }

  private async keep(
    store: StoreKey & { currency: string | null },
    id: string,
    input: UpdateProductDto,
    ifMatch: string | undefined,
  ): Promise<WriteOutcome> {
    await this.database.transaction(async () => {
      const known = await this.rows.known(store.user_id, store.id, id, true);
      requireMatch(ifMatch, known.etag);
      const wanted = wantedOf(input, known, store.currency);
      if (isEmpty(wanted)) return;
      await this.rows.update(store, known, wanted);
      await this.audit.record({
        user_id: store.user_id,
        action: 'product.updated',
        subject_type: 'product',
        subject_id: id,
        details: { store_id: store.id, push: false, fields: Object.keys(input) },
      });
    });
    return { state: 'done', id };
  }

  private async push(
    store: StoreKey,
    known: KnownProduct,
    platformId: string,
    wanted: WantedChange,
  ): Promise<WriteOutcome> {
    const abilities = await this.changes.abilities(store.user_id, store.id);
    refuseUnsupported(wanted.values, wanted.variants, abilities);
    const { rest, stock, changes } = splitChange(wanted, known, abilities);
    await this.refuseStale(store, known, platformId, wanted);
    if (!isEmpty(rest)) {
      const result = await this.changes.run({
        kind: 'product.update',
        user_id: store.user_id,
        store_id: store.id,
        subject_id: known.id,
        payload: { platform_product_id: platformId, change: platformChange(rest, known) },
        context: { action: 'update', fields: fieldsOf(wanted) },
      });
      if (result.state === 'pending') return { state: 'pending', id: known.id, job: result.job };
    }
    return this.setStock(store, known.id, [...changes, ...(await this.stockOfAdded(store, known.id, stock))]);
  }

  private async stockOfAdded(
    store: StoreKey,
    id: string,
    stock: Parameters<typeof stockOfNew>[1],
  ): Promise<StockChange[]> {
    return stock.length === 0 ? [] : stockOfNew(await this.rows.known(store.user_id, store.id, id), stock);
  }

  private async setStock(store: StoreKey, id: string, changes: StockChange[]): Promise<WriteOutcome> {
    if (changes.length === 0) return { state: 'done', id };
    const result = await this.changes.run({
      kind: 'stock.set',
      user_id: store.user_id,
      store_id: store.id,
      subject_id: id,
      payload: { changes },
      context: { action: 'update' },
    });
    if (result.state === 'pending') return { state: 'pending', id, job: result.job };
    requireStockSet(result.outcome.outcomes as unknown as StockOutcome[], changes);
    return { state: 'done', id };
  }

  /** What happened at the platform wins: its version is stored, and the request is told of both. */
  private async refuseStale(
    store: StoreKey,
    known: KnownProduct,
    platformId: string,
    wanted: WantedChange,
  ): Promise<void> {
    const now = await this.changes.current(store, 'products', platformId);
    if (!now) throw AppError.notFound('Product');
    const conflicts = conflictsOf(wanted, known, now);
    if (conflicts.length === 0) return;
    throw AppError.conflict('It was changed at the shop meanwhile: read it again and repeat the change', {
      fields: conflicts.map(({ field }) => field),
      yours: Object.fromEntries(conflicts.map(({ field, yours }) => [field, yours])),
      platform: Object.fromEntries(conflicts.map(({ field, platform }) => [field, platform])),
    });
  }
}

function isEmpty(wanted: WantedChange): boolean {
  return Object.keys(wanted.values).length === 0 && wanted.variants.length === 0 && wanted.remove.length === 0;
}

function fieldsOf(wanted: WantedChange): string[] {
  const ofVariants = wanted.variants.flatMap(({ values }) => Object.keys(values));
  return [
    ...new Set([...Object.keys(wanted.values), ...ofVariants, ...(wanted.remove.length > 0 ? ['variants'] : [])]),
  ];
}

import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { requireMatch } from '../../../common/http/etag.js';
import type { Json, JsonObject } from '../../../common/json.js';
import {
  type StockChange,
  StoreChanges,
  type StoreKey,
  StoresApi,
  type StoreSummary,
} from '../../stores/stores.api.js';
import { conflictsOf, platformChange, publishedDraft } from '../write/product-conflicts.js';
import type { UpdateProductDto } from '../write/product-input.dto.js';
import { ProductRows } from '../write/product-rows.js';
import { type KnownProduct, refuseUnsupported, wantedOf, type WantedChange } from '../write/product-values.js';
import { CreateProduct } from './create-product.js';
import { splitChange } from './stock-part.js';
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
   * when the store is not connected, and what the platform says. `context`: goes with the change.
   */
  async run(
    userId: string,
    storeId: string,
    id: string,
    input: UpdateProductDto,
    options: { push: boolean; if_match: string | undefined; context?: JsonObject },
  ): Promise<WriteOutcome> {
    const { context = {} } = options;
    const store = await this.stores.get(userId, storeId);
    const known = await this.rows.known(userId, storeId, id);
    requireMatch(options.if_match, known.etag);
    const wanted = wantedOf(input, known, store.currency);
    if (!options.push) return this.keep(store, id, input, options.if_match);
    if (known.platform_product_id === null) {
      const draft = publishedDraft(known, wanted);
      return this.create.publish(store, id, draft, { ...context, action: 'publish' });
    }
    if (isEmpty(wanted)) return { state: 'done', id };
    return this.push(store, known, known.platform_product_id, wanted, context);
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
    store: StoreSummary,
    known: KnownProduct,
    platformId: string,
    wanted: WantedChange,
    from: JsonObject,
  ): Promise<WriteOutcome> {
    const { id } = known;
    const abilities = await this.changes.abilities(store.user_id, store.id);
    refuseUnsupported(wanted.values, wanted.variants, abilities);
    const { rest, stock, new_stock: made } = splitChange(wanted, known, abilities);
    await this.refuseStale(store, known, platformId, wanted);
    const about = { user_id: store.user_id, store_id: store.id, subject_id: id };
    const context = { ...from, action: 'update', fields: fieldsOf(wanted) };
    const stockPart = { ...(stock.length > 0 && { stock }), ...(made.length > 0 && { new_stock: made }) };
    const result = isEmpty(rest)
      ? await this.changes.run({ ...about, kind: 'stock.set', payload: { changes: stock }, context })
      : await this.changes.run({
          ...about,
          kind: 'product.update',
          payload: { platform_product_id: platformId, change: platformChange(rest, known), ...stockPart },
          context,
        });
    if (result.state === 'pending') return { state: 'pending', id, job: result.job };
    requireStockSet(store, result.outcome, yoursOf(stock));
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

function yoursOf(stock: StockChange[]): Json {
  return stock.map(({ platform_variant_id, set }) => ({ platform_variant_id, inventory_quantity: set }));
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

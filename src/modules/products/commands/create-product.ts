import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import type { ProductDraft, StockOutcome } from '../../stores/stores.api.js';
import { StoreChanges, StoresApi } from '../../stores/stores.api.js';
import type { CreateProductDto } from '../write/product-input.dto.js';
import { ProductRows } from '../write/product-rows.js';
import { draftOf, refuseUnsupported } from '../write/product-values.js';
import { splitDraft, stockOfNew } from './stock-part.js';
import { requireStockSet, type WriteOutcome } from './write-outcome.js';

/** Makes a product: at the platform first, then here as the platform has it; or here only. */
@Injectable()
export class CreateProduct {
  constructor(
    private readonly database: Database,
    private readonly stores: StoresApi,
    private readonly changes: StoreChanges,
    private readonly rows: ProductRows,
    private readonly audit: AuditLog,
  ) {}

  /** Throws NOT_FOUND, VALIDATION_ERROR, INVALID_STATE when the store is not connected, and what the platform says. */
  async run(userId: string, storeId: string, input: CreateProductDto, push: boolean): Promise<WriteOutcome> {
    const store = await this.stores.get(userId, storeId);
    const draft = draftOf(input, store.currency);
    const id = uuidv7();
    if (push) return this.publish(userId, storeId, id, draft, { action: 'create' });
    await this.database.transaction(async () => {
      await this.rows.insert(store, id, draft);
      await this.audit.record({
        user_id: userId,
        action: 'product.created',
        subject_type: 'product',
        subject_id: id,
        details: { store_id: storeId, push: false },
      });
    });
    return { state: 'done', id };
  }

  /** `id`: the row that the product gets, or has already while it is here only. */
  async publish(
    userId: string,
    storeId: string,
    id: string,
    draft: ProductDraft,
    context: { action: string },
  ): Promise<WriteOutcome> {
    const abilities = await this.changes.abilities(userId, storeId);
    const at = (index: number): string => (draft.variants.length > 1 ? `variants.${index}` : '');
    const { variants, ...own } = draft;
    refuseUnsupported(
      own,
      variants.map((values, index) => ({ at: at(index), values })),
      abilities,
    );
    const { rest, stock } = splitDraft(draft, abilities);
    const made = await this.changes.run({
      kind: 'product.create',
      user_id: userId,
      store_id: storeId,
      subject_id: id,
      payload: rest,
      context,
    });
    if (made.state === 'pending') return { state: 'pending', id: null, job: made.job };
    const rowId = typeof made.outcome.record_id === 'string' ? made.outcome.record_id : id;
    if (stock.length === 0) return { state: 'done', id: rowId };
    const known = await this.rows.known(userId, storeId, rowId);
    const changes = stockOfNew(known, stock);
    const set = await this.changes.run({
      kind: 'stock.set',
      user_id: userId,
      store_id: storeId,
      subject_id: rowId,
      payload: { changes },
      context,
    });
    if (set.state === 'pending') return { state: 'pending', id: rowId, job: set.job };
    requireStockSet(set.outcome.outcomes as unknown as StockOutcome[], changes);
    return { state: 'done', id: rowId };
  }
}

import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import type { JsonObject } from '../../../common/json.js';
import { type ProductDraft, StoreChanges, StoresApi, type StoreSummary } from '../../stores/stores.api.js';
import type { CreateProductDto } from '../write/product-input.dto.js';
import { ProductRows } from '../write/product-rows.js';
import { draftOf, refuseUnsupported } from '../write/product-values.js';
import { splitDraft } from './stock-part.js';
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
    if (push) return this.publish(store, id, draft, { action: 'create' });
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

  /** With its stock. `id`: the row that the product gets, or has already while it is here only. */
  async publish(store: StoreSummary, id: string, draft: ProductDraft, context: JsonObject): Promise<WriteOutcome> {
    const { id: storeId, user_id: userId } = store;
    const abilities = await this.changes.abilities(userId, storeId);
    const at = (index: number): string => (draft.variants.length > 1 ? `variants.${index}` : '');
    const { variants, ...own } = draft;
    refuseUnsupported(
      own,
      variants.map((values, index) => ({ at: at(index), values })),
      abilities,
    );
    const { rest, new_stock: stock } = splitDraft(draft, abilities);
    const made = await this.changes.run({
      kind: 'product.create',
      user_id: userId,
      store_id: storeId,
      subject_id: id,
      payload: stock.length === 0 ? rest : { ...rest, new_stock: stock },
      context,
    });
    if (made.state === 'pending') return { state: 'pending', id: null, job: made.job };
    const yours = stock.map(({ options, set }) => ({ options, inventory_quantity: set }));
    requireStockSet(store, made.outcome, yours);
    return { state: 'done', id: typeof made.outcome.record_id === 'string' ? made.outcome.record_id : id };
  }
}

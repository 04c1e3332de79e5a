import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { requireMatch } from '../../../common/http/etag.js';
import { StoreChanges, StoresApi } from '../../stores/stores.api.js';
import { ProductRows } from '../write/product-rows.js';
import type { WriteOutcome } from './write-outcome.js';

/** Deletes a product: at the platform first; or here only. */
@Injectable()
export class DeleteProduct {
  constructor(
    private readonly database: Database,
    private readonly stores: StoresApi,
    private readonly changes: StoreChanges,
    private readonly rows: ProductRows,
    private readonly audit: AuditLog,
  ) {}

  /** Throws NOT_FOUND, PRECONDITION_FAILED, INVALID_STATE when the store is not connected, and what the platform says. */
  async run(
    userId: string,
    storeId: string,
    id: string,
    options: { push: boolean; if_match: string | undefined },
  ): Promise<WriteOutcome> {
    const store = await this.stores.get(userId, storeId);
    const { platform_product_id: platformId, etag } = await this.rows.known(userId, storeId, id);
    requireMatch(options.if_match, etag);
    if (options.push && platformId !== null) {
      const result = await this.changes.run({
        kind: 'product.delete',
        user_id: userId,
        store_id: storeId,
        subject_id: id,
        payload: { platform_product_id: platformId },
        context: { action: 'delete' },
      });
      return result.state === 'done' ? { state: 'done', id } : { state: 'pending', id, job: result.job };
    }
    await this.database.transaction(async () => {
      const held = await this.rows.known(userId, storeId, id, true);
      requireMatch(options.if_match, held.etag);
      await this.rows.delete(store, id);
      await this.audit.record({
        user_id: userId,
        action: 'product.deleted',
        subject_type: 'product',
        subject_id: id,
        details: { store_id: storeId, push: false },
      });
    });
    return { state: 'done', id };
  }
}

import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Clock } from '../../../common/clock/clock.js';
import { Config } from '../../../common/config/config.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { requireMatch } from '../../../common/http/etag.js';
import { mergeSettings } from '../../../common/settings/merge-settings.js';
import { syncIntervalOf } from '../store-settings.js';
import { StoreRepository, type StoredView, type StoreRow } from '../store.repository.js';
import type { UpdateStoreDto } from '../stores.dto.js';

/** Changes what a person can change of a store. */
@Injectable()
export class UpdateStore {
  constructor(
    private readonly database: Database,
    private readonly stores: StoreRepository,
    private readonly audit: AuditLog,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND, and PRECONDITION_FAILED when `ifMatch` names another version. */
  async run(userId: string, id: string, input: UpdateStoreDto, ifMatch: string | undefined): Promise<StoredView> {
    return this.database.transaction(async () => {
      const before = await this.stores.view(userId, id, true);
      const store = await this.stores.find(userId, id);
      if (!before || !store) throw AppError.notFound('Store');
      requireMatch(ifMatch, before.etag);
      const columns = this.columnsOf(store, input);
      if (Object.keys(columns).length === 0) return before;
      await this.stores.update(userId, id, columns);
      await this.audit.record({
        user_id: userId,
        action: 'store.updated',
        subject_type: 'store',
        subject_id: id,
        details: { fields: Object.keys(input) },
      });
      const after = await this.stores.view(userId, id);
      if (!after) throw AppError.notFound('Store');
      return after;
    });
  }

  private columnsOf(store: StoreRow, input: UpdateStoreDto): Record<string, unknown> {
    const columns: Record<string, unknown> = {};
    for (const field of ['name', 'domain', 'description', 'status'] as const) {
      if (input[field] !== undefined) columns[field] = input[field];
    }
    const settings = mergeSettings(store.settings, input.settings);
    if (input.settings) columns.settings = JSON.stringify(settings);
    if (input.settings || input.status) columns.next_sync_at = this.nextSync(store, settings, input.status);
    return columns;
  }

  /** Switching the schedule (back) on makes the store due at once. */
  private nextSync(store: StoreRow, settings: StoreRow['settings'], status: string | undefined): Date | null {
    const isActive = (status ?? store.status) === 'active';
    const isConnected = store.connection_state === 'connected' || store.connection_state === 'degraded';
    const interval = syncIntervalOf(settings, this.config.sync_interval_seconds);
    return isActive && isConnected && interval !== null ? this.clock.now() : null;
  }
}

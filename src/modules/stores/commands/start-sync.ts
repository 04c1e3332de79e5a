import { Injectable } from '@nestjs/common';
import { AppError } from '../../../common/errors/app-error.js';
import { JobsApi, type JobView } from '../../jobs/jobs.api.js';
import type { SyncResource } from '../platforms/platform.connection.js';
import { StoreConnections } from '../store-connections.js';
import { StoreRepository, type StoreRow } from '../store.repository.js';

export const SYNC_JOB = 'stores.sync';

export interface SyncWish {
  mode: 'full' | 'incremental';
  resources?: SyncResource[] | undefined;
}

/** Starts reading a store as a job; while one of the same kind is under way, that one is given. */
@Injectable()
export class StartSync {
  constructor(
    private readonly stores: StoreRepository,
    private readonly connections: StoreConnections,
    private readonly jobs: JobsApi,
  ) {}

  /** Throws NOT_FOUND, INVALID_STATE for a store that is not connected, VALIDATION_ERROR for what its platform lacks. */
  async run(userId: string, id: string, wish: SyncWish): Promise<JobView> {
    const store = await this.stores.find(userId, id);
    if (!store) throw AppError.notFound('Store');
    this.connections.credentialsOf(store);
    return this.start(store, wish);
  }

  /** For a store that is known to be connected. */
  async start(store: StoreRow, wish: SyncWish): Promise<JobView> {
    const platform = this.connections.platformOf(store);
    const missing = (wish.resources ?? []).filter((resource) => !platform.resources.includes(resource));
    if (missing.length > 0) {
      throw AppError.validation([
        { field: 'resources', reason: `${platform.label} has no ${missing.join(', ')} of its own` },
      ]);
    }
    const resources = platform.resources.filter((resource) => wish.resources?.includes(resource) ?? true);
    return this.jobs.start({
      type: SYNC_JOB,
      user_id: store.user_id,
      store_id: store.id,
      payload: { mode: wish.mode, resources: [...resources] },
      dedupe_key: `${SYNC_JOB}:${store.id}:${wish.mode}:${resources.join(',')}`,
    });
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { JobsApi, type JobView } from '../../jobs/jobs.api.js';
import { StoreConnections } from '../store-connections.js';
import { StoreRepository, type StoreRow } from '../store.repository.js';

export const GAP_SCAN_JOB = 'stores.gap_scan';

/** Starts comparing a store with its shop as a job; while one is under way, that one is given. */
@Injectable()
export class StartGapScan {
  constructor(
    private readonly database: Database,
    private readonly stores: StoreRepository,
    private readonly connections: StoreConnections,
    private readonly jobs: JobsApi,
  ) {}

  /** Throws NOT_FOUND, INVALID_STATE for a store that is not connected, PROVIDER_REJECTED when its platform cannot tell what it has. */
  async run(userId: string, id: string): Promise<JobView> {
    const store = await this.stores.find(userId, id);
    if (!store) throw AppError.notFound('Store');
    this.connections.credentialsOf(store);
    const platform = this.connections.platformOf(store);
    if (!platform.census) {
      throw new AppError('PROVIDER_REJECTED', `${platform.label} cannot tell what it has, so nothing can be compared`, {
        provider: platform.key,
        provider_code: null,
        provider_message: null,
      });
    }
    return this.start(store);
  }

  /** For a store that is known to be connected, on a platform that can tell what it has. */
  start(store: StoreRow): Promise<JobView> {
    return this.database.transaction(async () => {
      await this.database.execute(
        `INSERT INTO store_checks (store_id, gap_scan_started_at) VALUES ($1, now())
         ON CONFLICT (store_id) DO UPDATE SET gap_scan_started_at = now()`,
        [store.id],
      );
      return this.jobs.start({
        type: GAP_SCAN_JOB,
        user_id: store.user_id,
        store_id: store.id,
        payload: {},
        dedupe_key: `${GAP_SCAN_JOB}:${store.id}`,
      });
    });
  }
}

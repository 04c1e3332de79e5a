import { Injectable } from '@nestjs/common';
import { Config } from '../../../common/config/config.js';
import { Database } from '../../../common/database/database.js';
import { Recurring } from '../../../common/jobs/recurring.js';
import { JobsApi } from '../../jobs/jobs.api.js';
import { StartSync, SYNC_JOB } from '../commands/start-sync.js';
import { syncIntervalOf } from '../store-settings.js';
import { StoreRepository } from '../store.repository.js';

const BATCH = 50;

/** Catches every connected store up when it is due. */
@Injectable()
export class SyncSchedule {
  constructor(
    private readonly database: Database,
    private readonly stores: StoreRepository,
    private readonly startSync: StartSync,
    private readonly jobs: JobsApi,
    private readonly config: Config,
  ) {}

  @Recurring({ name: 'stores.schedule_sync', every_seconds: 5 })
  async startDue(): Promise<void> {
    for (;;) {
      const count = await this.database.transaction(() => this.startBatch());
      if (count < BATCH) return;
    }
  }

  /** A due store whose sync is still under way is not given a second one; it is looked at again an interval later. */
  private async startBatch(): Promise<number> {
    const due = await this.database.query<{ id: string; user_id: string }>(
      `SELECT id, user_id FROM stores WHERE next_sync_at <= now() AND status = 'active' AND api_credentials IS NOT NULL
       ORDER BY next_sync_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`,
    );
    for (const { id, user_id: userId } of due) {
      const store = await this.stores.find(userId, id);
      if (!store) continue;
      const interval = syncIntervalOf(store.settings, this.config.sync_interval_seconds);
      await this.database.execute(
        'UPDATE stores SET next_sync_at = CASE WHEN $2::float8 IS NOT NULL THEN now() + make_interval(secs => $2::float8) END WHERE id = $1',
        [id, interval],
      );
      if (interval === null || (await this.jobs.countActive(id, [SYNC_JOB])) > 0) continue;
      await this.startSync.start(store, { mode: 'incremental' });
    }
    return due.length;
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { Recurring } from '../../../common/jobs/recurring.js';
import { JobsApi, type JobView } from '../../jobs/jobs.api.js';
import type { ChangeFault } from './change-faults.js';
import { ChangeLog, type ChangeRow } from './change-log.js';

export const SETTLE_JOB = 'stores.settle_change';
/** Wakes the sweep: changes that had to wait may be settled now. */
export const CHANGES_CHANNEL = 'ksap_changes';

const BATCH = 100;
const KEEP_SETTLED = '30 days';
/** The log's own count of tries decides, not the job's. */
const JOB_ATTEMPTS = 1_000;
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** Changes that are not settled: each has its job, also when whoever began it has died. */
@Injectable()
export class PendingChanges {
  constructor(
    private readonly database: Database,
    private readonly log: ChangeLog,
    private readonly jobs: JobsApi,
  ) {}

  /** Hands a change that the caller holds over to the job. `fault`: why it is not settled. */
  async handOver(row: ChangeRow, fault: ChangeFault, delayMs: number): Promise<JobView> {
    return this.database.transaction(async () => {
      await this.log.release(row, fault);
      return this.start(row, delayMs);
    });
  }

  /** The job that settles it; there is one at a time. */
  start(change: Pick<ChangeRow, 'id' | 'user_id' | 'store_id'>, delayMs = 0): Promise<JobView> {
    return this.jobs.start({
      type: SETTLE_JOB,
      user_id: change.user_id,
      store_id: change.store_id,
      payload: { change_id: change.id },
      dedupe_key: `${SETTLE_JOB}:${change.id}`,
      delay_ms: delayMs,
      max_attempts: JOB_ATTEMPTS,
    });
  }

  /** A process that died left changes behind, with a lease that has run out. */
  @Recurring({ name: 'stores.sweep_changes', every_seconds: 15, wake_channel: CHANGES_CHANNEL })
  async sweep(): Promise<void> {
    let after = NO_ID;
    for (;;) {
      const abandoned = await this.log.abandoned(after, BATCH);
      for (const change of abandoned) await this.start(change);
      if (abandoned.length < BATCH) return;
      after = abandoned.at(-1)?.id ?? after;
    }
  }

  @Recurring({ name: 'stores.purge_changes', every_seconds: 3600 })
  async purge(): Promise<void> {
    await this.log.purge(KEEP_SETTLED);
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { Recurring } from '../../../common/jobs/recurring.js';
import { JobsApi, type JobView } from '../../jobs/jobs.api.js';
import { RefundLog, type RefundFault, type RefundRow } from './refund-log.js';

export const SETTLE_REFUND_JOB = 'payments.settle_refund';
/** Wakes the sweep: refunds that had to wait may be settled now. */
const REFUNDS_CHANNEL = 'ksap_refunds';

const BATCH = 100;
const JOB_ATTEMPTS = 1_000;
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** Refunds that are not settled: each has its job, also when whoever began it has died. */
@Injectable()
export class PendingRefunds {
  constructor(
    private readonly database: Database,
    private readonly log: RefundLog,
    private readonly jobs: JobsApi,
  ) {}

  /** Hands a refund that the caller holds over to the job. `fault`: why it is not settled. */
  async handOver(row: RefundRow, fault: RefundFault, delayMs: number): Promise<JobView> {
    return this.database.transaction(async () => {
      await this.log.release(row, fault);
      return this.start(row, delayMs);
    });
  }

  /** The job that settles it; there is one at a time. */
  start({ id, user_id }: Pick<RefundRow, 'id' | 'user_id'>, delayMs = 0): Promise<JobView> {
    return this.jobs.start({
      type: SETTLE_REFUND_JOB,
      user_id,
      store_id: null,
      payload: { refund_request_id: id },
      dedupe_key: `${SETTLE_REFUND_JOB}:${id}`,
      delay_ms: delayMs,
      max_attempts: JOB_ATTEMPTS,
    });
  }

  /** A process that died left refunds behind, with a lease that has run out. */
  @Recurring({ name: 'payments.sweep_refunds', every_seconds: 15, wake_channel: REFUNDS_CHANNEL })
  async sweep(): Promise<void> {
    let after = NO_ID;
    for (;;) {
      const abandoned = await this.log.abandoned(after, BATCH);
      for (const refund of abandoned) await this.start(refund);
      if (abandoned.length < BATCH) return;
      after = abandoned.at(-1)?.id ?? after;
    }
  }
}

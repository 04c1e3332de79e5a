import { Injectable } from '@nestjs/common';
import type { Json } from '../../../common/json.js';
import { HandlesJob, JobHandler, type JobRun } from '../../jobs/jobs.api.js';
import { ReconciliationPass } from './reconciliation-pass.js';

export const RECONCILE_JOB = 'payments.reconcile';

/** Looks at everything of a user, now. */
@Injectable()
@HandlesJob({ type: RECONCILE_JOB, lane: 'work' })
export class ReconcileJob extends JobHandler {
  constructor(private readonly pass: ReconciliationPass) {
    super();
  }

  override async run(run: JobRun): Promise<Json> {
    const result = await this.pass.runFull(run.user_id, () => run.fence());
    await run.progress(result.transactions, result.transactions, 'transactions');
    return { ...result };
  }
}

import { Injectable } from '@nestjs/common';
import { ResumeLater } from '../../../common/outbound/resume-later.js';
import type { JobFailure, JobRun } from '../../jobs/jobs.api.js';
import { AccountWork } from '../accounts/account-work.js';
import type { AccountRow } from '../accounts/account.repository.js';
import { asTransient, failureOf, isFinal } from './publish-faults.js';

/** How a job's work on a campaign ends that broke off: put back, tried again, or given up. */
@Injectable()
export class BrokenWork {
  constructor(private readonly accountWork: AccountWork) {}

  /** Rejects with what the job is to end with. `giveUp`: what is done before, when it is not tried any more. */
  async end(
    job: JobRun,
    account: AccountRow | undefined,
    error: unknown,
    attempts: number,
    giveUp: (failure: JobFailure) => Promise<void>,
  ): Promise<never> {
    if (job.signal.aborted) throw error;
    const parked = account && (await this.accountWork.parked(account, error));
    if (parked) throw parked;
    if (error instanceof ResumeLater) throw error;
    const isOver = isFinal(error);
    if (!isOver && job.attempt < attempts) throw asTransient(error);
    if (account) await this.accountWork.refused(account, error);
    const failure = failureOf(error);
    await giveUp(failure);
    throw isOver ? failure : asTransient(error);
  }
}

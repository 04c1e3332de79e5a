import { Injectable } from '@nestjs/common';
import type { Json } from '../../../common/json.js';
import { HandlesJob, JobFailure, JobHandler, type JobRun } from '../../jobs/jobs.api.js';
import { AccountConnections } from '../accounts/account-connections.js';
import { AccountRepository, type AccountRow } from '../accounts/account.repository.js';
import { AccountWork } from '../accounts/account-work.js';
import { IMPORT_JOB } from './commands/start-import.js';
import { ImportInsights, type SpendingAccount } from './import-insights.js';
import { AfterImport } from './after-import.js';

/** Imports what an account's ads did, and does what follows from it. */
@Injectable()
@HandlesJob({ type: IMPORT_JOB, lane: 'work' })
export class ImportInsightsJob extends JobHandler {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly connections: AccountConnections,
    private readonly insights: ImportInsights,
    private readonly after: AfterImport,
    private readonly work: AccountWork,
  ) {
    super();
  }

  override async run(job: JobRun): Promise<Json> {
    const { account_id: id, is_all: isAll } = job.payload as { account_id: string; is_all?: boolean };
    const account = await this.accounts.find(job.user_id, id);
    if (!account || !isSpending(account)) {
      throw new JobFailure('INVALID_STATE', 'The account is not connected any more, or was not verified yet');
    }
    try {
      const connection = await this.connections.open(account, job.signal);
      const { full_at: fullAt, ...imported } = await this.insights.run(account, connection, job, isAll === true);
      await this.after.run(account, connection, job, fullAt);
      return { account_id: id, ...imported };
    } catch (error) {
      return this.work.brokeOff(account, error, job.signal);
    }
  }
}

function isSpending(account: AccountRow): account is SpendingAccount {
  return account.access_token !== null && account.ad_account_id !== null && account.currency !== null;
}

import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import type { Json } from '../../../common/json.js';
import { HandlesJob, JobFailure, JobHandler, type JobRun } from '../../jobs/jobs.api.js';
import { AccountCheck } from './account-check.js';
import { AccountConnections } from './account-connections.js';
import { AccountRecord } from './account-record.js';
import { AccountRepository, type AccountRow } from './account.repository.js';
import { AccountWork } from './account-work.js';
import { VERIFY_JOB } from './commands/start-verify.js';

/** Verifies an account: its token, what it reaches, and what the network thinks of it. */
@Injectable()
@HandlesJob({ type: VERIFY_JOB, lane: 'work' })
export class VerifyAccountJob extends JobHandler {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly connections: AccountConnections,
    private readonly check: AccountCheck,
    private readonly record: AccountRecord,
    private readonly work: AccountWork,
  ) {
    super();
  }

  override async run(job: JobRun): Promise<Json> {
    const { account_id: id } = job.payload as { account_id: string };
    const account = await this.accounts.find(job.user_id, id);
    if (!account?.access_token) throw new JobFailure('INVALID_STATE', 'The account is not connected any more');
    try {
      await this.verify(account, job);
    } catch (error) {
      return this.work.brokeOff(account, error, job.signal);
    }
    return { account_id: id };
  }

  private async verify(account: AccountRow, job: JobRun): Promise<void> {
    const { id, user_id: userId } = account;
    let sealed = account.access_token;
    const verified = await this.check.run(account, job.signal, async (grant) => {
      const columns = this.connections.seal(id, grant);
      sealed = columns.access_token;
      const { token_expires_at } = grant;
      await this.accounts.update(userId, id, { ...columns, token_expires_at, token_warned_days: [] });
    });
    await this.database.transaction(async () => {
      await job.fence();
      const locked = await this.accounts.find(userId, id, true);
      // Another token was given meanwhile, and verified with it.
      if (locked?.access_token === sealed) await this.record.write(locked, verified);
    });
  }
}

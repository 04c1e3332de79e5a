import { Injectable } from '@nestjs/common';
import { Database } from '../../../../common/database/database.js';
import { AppError } from '../../../../common/errors/app-error.js';
import { JobsApi, type JobView } from '../../../jobs/jobs.api.js';
import { AccountRepository } from '../account.repository.js';

export const VERIFY_JOB = 'social.verify_account';
export const verifyKeyOf = (accountId: string): string => `${VERIFY_JOB}:${accountId}`;

const MOST_ATTEMPTS = 5;

/** Verifies an account as a job; while one is under way, that one is given. */
@Injectable()
export class StartVerify {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly jobs: JobsApi,
  ) {}

  /** Throws NOT_FOUND, and INVALID_STATE when there is no token to verify. */
  async run(userId: string, id: string): Promise<JobView> {
    return this.database.transaction(async () => {
      const account = await this.accounts.find(userId, id, true);
      if (!account) throw AppError.notFound('Social account');
      if (account.access_token === null) {
        throw new AppError('INVALID_STATE', 'The account has no token', {
          from: account.connection_state,
          to: 'connected',
          allowed: [],
        });
      }
      return this.start(userId, id);
    });
  }

  /** In the open transaction. */
  start(userId: string, id: string): Promise<JobView> {
    return this.jobs.start({
      type: VERIFY_JOB,
      user_id: userId,
      store_id: null,
      payload: { account_id: id },
      dedupe_key: verifyKeyOf(id),
      max_attempts: MOST_ATTEMPTS,
    });
  }

  /** Whether the job has ended within the time that a request may wait. */
  hasEnded(id: string, jobId: string): Promise<boolean> {
    return this.jobs.hasEnded(verifyKeyOf(id), jobId);
  }
}

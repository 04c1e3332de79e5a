import { Injectable } from '@nestjs/common';
import { Database } from '../../../../common/database/database.js';
import { AppError } from '../../../../common/errors/app-error.js';
import { JobsApi, type JobView } from '../../../jobs/jobs.api.js';
import { AccountRepository } from '../../accounts/account.repository.js';

export const IMPORT_JOB = 'social.import_insights';
export const importKeyOf = (accountId: string): string => `${IMPORT_JOB}:${accountId}`;

const MOST_ATTEMPTS = 5;

/** Imports an account's insights as a job; while one is under way, that one is given. */
@Injectable()
export class StartInsightsImport {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly jobs: JobsApi,
  ) {}

  /** All days that the network may still change. Throws NOT_FOUND, and INVALID_STATE for an account without a token. */
  async run(userId: string, id: string): Promise<JobView> {
    return this.database.transaction(async () => {
      const account = await this.accounts.find(userId, id, true);
      if (!account) throw AppError.notFound('Social account');
      if (account.access_token === null || account.ad_account_id === null || account.currency === null) {
        throw new AppError('INVALID_STATE', 'The account is not connected, or was not verified yet', {
          from: account.connection_state,
          to: 'connected',
          allowed: [],
        });
      }
      return this.start(userId, id, true);
    });
  }

  /** In the open transaction. */
  start(userId: string, id: string, isAll: boolean): Promise<JobView> {
    return this.jobs.start({
      type: IMPORT_JOB,
      user_id: userId,
      store_id: null,
      payload: { account_id: id, is_all: isAll },
      dedupe_key: importKeyOf(id),
      max_attempts: MOST_ATTEMPTS,
    });
  }

  /** Whether the job has ended within the time that a request may wait. */
  hasEnded(id: string, jobId: string): Promise<boolean> {
    return this.jobs.hasEnded(importKeyOf(id), jobId);
  }
}

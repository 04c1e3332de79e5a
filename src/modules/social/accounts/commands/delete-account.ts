import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../../common/audit/audit-log.js';
import { Clock } from '../../../../common/clock/clock.js';
import { Database } from '../../../../common/database/database.js';
import { AppError } from '../../../../common/errors/app-error.js';
import { Outbox } from '../../../../common/events/outbox.js';
import { requireMatch } from '../../../../common/http/etag.js';
import { JobsApi } from '../../../jobs/jobs.api.js';
import { SOCIAL_ACCOUNT_DELETED } from '../../social.events.js';
import { CampaignRepository } from '../../campaigns/campaign.repository.js';
import { importKeyOf } from '../../insights/commands/start-import.js';
import { AccountRepository, nameOf } from '../account.repository.js';
import { verifyKeyOf } from './start-verify.js';

/** Disconnects an account for good: its tokens go; its campaigns and what they spent are history and stay. */
@Injectable()
export class DeleteAccount {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly campaigns: CampaignRepository,
    private readonly jobs: JobsApi,
    private readonly outbox: Outbox,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND, PRECONDITION_FAILED when `ifMatch` names another version, and INVALID_STATE while campaigns of it run. */
  async run(userId: string, id: string, ifMatch: string | undefined): Promise<void> {
    await this.database.transaction(async () => {
      const before = await this.accounts.view(userId, id, true);
      const account = await this.accounts.find(userId, id);
      if (!before || !account) throw AppError.notFound('Social account');
      requireMatch(ifMatch, before.etag);
      await this.wantNothingRunning(userId, id);
      await this.accounts.update(userId, id, {
        access_token: null,
        refresh_token: null,
        token_expires_at: null,
        data_access_expires_at: null,
        token_warned_days: [],
        token_refused_at: null,
        // A proxy is free to be removed again.
        proxy_id: null,
        connection_state: 'disconnected',
        connection_error: null,
        next_sync_at: null,
        failures: 0,
        failing_since: null,
        failure_notified_at: null,
        deleted_at: this.clock.now(),
      });
      const { platform, account_id } = account;
      const name = nameOf(account);
      await this.audit.record({
        user_id: userId,
        action: 'social_account.deleted',
        subject_type: 'social_account',
        subject_id: id,
        details: { platform, account_id, name },
      });
      const payload = { account_id: id, platform, name };
      await this.outbox.add({ type: SOCIAL_ACCOUNT_DELETED, user_id: userId, store_id: null, payload });
    });
    await this.jobs.cancelByKeys(userId, [verifyKeyOf(id), importKeyOf(id)]);
  }

  /** Without a token nobody could stop what they spend. */
  private async wantNothingRunning(userId: string, id: string): Promise<void> {
    const running = await this.campaigns.runningOf(userId, id);
    if (running.length === 0) return;
    throw new AppError('INVALID_STATE', 'Campaigns of the account are running: pause its active campaigns first', {
      from: 'active',
      to: 'deleted',
      allowed: [],
      campaigns: running,
    });
  }
}

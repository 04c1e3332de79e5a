import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import type { Json } from '../../../common/json.js';
import { HandlesJob, JobFailure, JobHandler, type JobRun } from '../../jobs/jobs.api.js';
import { AccountNotices } from '../accounts/account-notices.js';
import { AccountRepository, type AccountRow } from '../accounts/account.repository.js';
import { CampaignRepository, type CampaignRow } from '../campaigns/campaign.repository.js';
import { BrokenWork } from './broken-work.js';
import { CampaignRemoval } from './campaign-removal.js';
import { REMOVE_ATTEMPTS, REMOVE_JOB } from './commands/remove-campaign.js';
import { removalFailedMail } from './publishing.mails.js';

/** Deletes a campaign that was deleted here at its network, as long as that takes; its owner hears when it is given up. */
@Injectable()
@HandlesJob({ type: REMOVE_JOB, lane: 'work' })
export class RemoveCampaignJob extends JobHandler {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignRepository,
    private readonly accounts: AccountRepository,
    private readonly removal: CampaignRemoval,
    private readonly broken: BrokenWork,
    private readonly notices: AccountNotices,
    private readonly audit: AuditLog,
  ) {
    super();
  }

  override async run(job: JobRun): Promise<Json> {
    const { campaign_id: id } = job.payload as { campaign_id: string };
    const campaign = await this.campaigns.findAny(job.user_id, id);
    if (!campaign) throw new JobFailure('NOT_FOUND', 'The campaign is not there any more');
    if (campaign.deleted_at === null) throw new JobFailure('INVALID_STATE', 'The campaign is not deleted');
    const { social_account_id: accountId } = campaign;
    const account = accountId === null ? undefined : await this.accounts.find(job.user_id, accountId);
    try {
      const removed = await this.removal.run(campaign, account, job);
      if (removed !== null) await this.record(campaign, removed);
      return { campaign_id: id, platform_campaign_id: removed };
    } catch (error) {
      return await this.breakOff(campaign, account, error, job);
    }
  }

  private async record({ id, user_id: userId, name }: CampaignRow, platformId: string): Promise<void> {
    await this.audit.record({
      user_id: userId,
      action: 'campaign.removed_at_network',
      subject_type: 'campaign',
      subject_id: id,
      details: { name, platform_campaign_id: platformId },
    });
  }

  private breakOff(
    campaign: CampaignRow,
    account: AccountRow | undefined,
    error: unknown,
    job: JobRun,
  ): Promise<never> {
    const { user_id: userId, platform_campaign_id: platformId } = campaign;
    return this.broken.end(job, account, error, REMOVE_ATTEMPTS, ({ message }) =>
      this.database.transaction(async () => {
        await job.fence();
        await this.notices.tell(userId, removalFailedMail(campaign, platformId, message));
      }),
    );
  }
}

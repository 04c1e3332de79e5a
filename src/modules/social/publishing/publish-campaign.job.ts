import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import type { Json } from '../../../common/json.js';
import { HandlesJob, JobFailure, JobHandler, type JobRun } from '../../jobs/jobs.api.js';
import { AccountRepository } from '../accounts/account.repository.js';
import { CampaignRepository, type CampaignRow } from '../campaigns/campaign.repository.js';
import { BrokenWork } from './broken-work.js';
import { PUBLISH_ATTEMPTS, PUBLISH_JOB } from './commands/publish-campaign.js';
import { PublishFailures } from './publish-failures.js';
import { PublishRun } from './publish-run.js';

/** Publishes a campaign: everything is made paused, then switched on. Run again it goes on where it was. */
@Injectable()
@HandlesJob({ type: PUBLISH_JOB, lane: 'work' })
export class PublishCampaignJob extends JobHandler {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignRepository,
    private readonly accounts: AccountRepository,
    private readonly publishing: PublishRun,
    private readonly broken: BrokenWork,
    private readonly failures: PublishFailures,
  ) {
    super();
  }

  override async run(job: JobRun): Promise<Json> {
    const { campaign_id: id } = job.payload as { campaign_id: string };
    const campaign = await this.campaigns.find(job.user_id, id);
    if (!campaign) throw new JobFailure('NOT_FOUND', 'The campaign is not there any more');
    if (campaign.status === 'active') return outcomeOf(campaign);
    if (campaign.status !== 'publishing') {
      throw new JobFailure('INVALID_STATE', `The campaign is ${campaign.status}: publish it again`);
    }
    try {
      await this.publishing.run(campaign, job);
    } catch (error) {
      return await this.breakOff(campaign, error, job);
    }
    return outcomeOf(campaign);
  }

  private async breakOff(campaign: CampaignRow, error: unknown, job: JobRun): Promise<never> {
    if (job.signal.aborted) throw error;
    const { id, user_id: userId, social_account_id: accountId } = campaign;
    const account = accountId === null ? undefined : await this.accounts.find(userId, accountId);
    return this.broken.end(job, account, error, PUBLISH_ATTEMPTS, async ({ message }) => {
      if (account) await this.publishing.makeSureOff(campaign, account, job);
      await this.database.transaction(async () => {
        await job.fence();
        await this.failures.tell(userId, id, message);
      });
    });
  }
}

function outcomeOf({ id, platform_campaign_id }: CampaignRow): Json {
  return { campaign_id: id, platform_campaign_id };
}

import { Injectable } from '@nestjs/common';
import { Clock } from '../../../../common/clock/clock.js';
import { Database } from '../../../../common/database/database.js';
import { AppError } from '../../../../common/errors/app-error.js';
import { JobsApi, type JobView } from '../../../jobs/jobs.api.js';
import { AccountRepository } from '../../accounts/account.repository.js';
import { CampaignMoves, wanted } from '../../campaigns/campaign-moves.js';
import { CampaignRepository } from '../../campaigns/campaign.repository.js';
import { PublishChecks } from '../publish-checks.js';
import { refusedAs } from '../publish-refusal.js';

export const PUBLISH_JOB = 'social.publish_campaign';
export const publishKeyOf = (campaignId: string): string => `${PUBLISH_JOB}:${campaignId}`;

/** Tries of a publishing; waiting for a proxy or for an answer is none. */
export const PUBLISH_ATTEMPTS = 12;

/** Publishes a campaign as a job; while one is under way, that one is given. */
@Injectable()
export class PublishCampaign {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly campaigns: CampaignRepository,
    private readonly moves: CampaignMoves,
    private readonly checks: PublishChecks,
    private readonly jobs: JobsApi,
    private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND, and INVALID_STATE or VALIDATION_ERROR with what speaks against it: nothing was begun then. */
  async start(userId: string, id: string): Promise<JobView> {
    return this.database.transaction(async () => {
      // Of campaigns of one account one at a time: two that fit under its caps alone might not together.
      const accountId = (await this.campaigns.find(userId, id))?.social_account_id ?? null;
      if (accountId !== null) await this.accounts.find(userId, accountId, true);
      const campaign = await this.campaigns.find(userId, id, true);
      if (!campaign) throw AppError.notFound('Campaign');
      const underWay = campaign.status === 'publishing' ? await this.jobs.unfinished(publishKeyOf(id)) : undefined;
      if (underWay) return underWay;
      wanted(campaign, 'publish');
      const { refusals } = await this.checks.here(campaign);
      if (refusals.length > 0) throw refusedAs(refusals);
      const columns = { publish_started_at: campaign.publish_started_at ?? this.clock.now() };
      await this.moves.make(campaign, 'publish', { columns });
      return this.jobs.start({
        type: PUBLISH_JOB,
        user_id: userId,
        store_id: null,
        payload: { campaign_id: id },
        dedupe_key: publishKeyOf(id),
        max_attempts: PUBLISH_ATTEMPTS,
      });
    });
  }

  /** Whether the job has ended within the time that a request may wait. */
  hasEnded(id: string, jobId: string): Promise<boolean> {
    return this.jobs.hasEnded(publishKeyOf(id), jobId);
  }
}

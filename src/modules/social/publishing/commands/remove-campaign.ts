import { Injectable } from '@nestjs/common';
import { Database } from '../../../../common/database/database.js';
import { JobsApi, type JobView } from '../../../jobs/jobs.api.js';
import { publishKeyOf } from './publish-campaign.js';
import { switchKeyOf } from './switch-campaign.js';

export const REMOVE_JOB = 'social.remove_campaign';
export const removeKeyOf = (campaignId: string): string => `${REMOVE_JOB}:${campaignId}`;

/** With the pauses between them about a day. */
export const REMOVE_ATTEMPTS = 300;

/** Deletes at the network what is there of a campaign that was deleted here. */
@Injectable()
export class RemoveCampaign {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobsApi,
  ) {}

  /** In the open transaction; what else is under way for the campaign is stopped. Nothing is there: the job ends at once. */
  async start(userId: string, id: string): Promise<JobView> {
    const keys = [publishKeyOf(id), switchKeyOf(id, 'active'), switchKeyOf(id, 'paused')];
    await this.database.afterCommit(() => this.jobs.cancelByKeys(userId, keys));
    return this.jobs.start({
      type: REMOVE_JOB,
      user_id: userId,
      store_id: null,
      payload: { campaign_id: id },
      dedupe_key: removeKeyOf(id),
      max_attempts: REMOVE_ATTEMPTS,
    });
  }
}

import { Injectable } from '@nestjs/common';
import { JobsApi, type JobView } from '../../../jobs/jobs.api.js';

export const FINISH_JOB = 'social.finish_campaign';
export const finishKeyOf = (campaignId: string): string => `${FINISH_JOB}:${campaignId}`;

const MOST_ATTEMPTS = 5;

/** Looks at the network whether a campaign whose end is past has come to it. */
@Injectable()
export class FinishCampaign {
  constructor(private readonly jobs: JobsApi) {}

  start(userId: string, id: string): Promise<JobView> {
    return this.jobs.start({
      type: FINISH_JOB,
      user_id: userId,
      store_id: null,
      payload: { campaign_id: id },
      dedupe_key: finishKeyOf(id),
      max_attempts: MOST_ATTEMPTS,
    });
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '../../../../common/database/database.js';
import { AppError } from '../../../../common/errors/app-error.js';
import { JobsApi, type JobView } from '../../../jobs/jobs.api.js';
import { wanted } from '../../campaigns/campaign-moves.js';
import { CampaignRepository } from '../../campaigns/campaign.repository.js';
import type { RunState } from '../../networks/campaign.records.js';
import { PublishChecks } from '../publish-checks.js';
import { refusedAs } from '../publish-refusal.js';

export const SWITCH_JOB = 'social.switch_campaign';
export const switchKeyOf = (campaignId: string, to: RunState): string => `${SWITCH_JOB}:${campaignId}:${to}`;

/** Tries of a switch; waiting for a proxy is none. */
export const SWITCH_ATTEMPTS = 12;

/** Who wants it, and why; shown with the campaign. */
export interface SwitchWhy {
  by: 'user' | 'guard';
  reason: string | null;
}

/**
 * Pauses and resumes campaigns as a job: the status changes when the network has confirmed. While one with the same goal is under
 * way, that one is given; one with the other goal is stopped.
 */
@Injectable()
export class SwitchCampaign {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignRepository,
    private readonly checks: PublishChecks,
    private readonly jobs: JobsApi,
  ) {}

  /**
   * Throws NOT_FOUND, INVALID_STATE when it is not active (to pause it) or paused (to resume it), and for resuming INVALID_STATE or
   * VALIDATION_ERROR with what speaks against it.
   */
  async start(userId: string, id: string, to: RunState, why: SwitchWhy): Promise<JobView> {
    return this.database.transaction(async () => {
      const isResuming = to === 'paused' && (await this.jobs.unfinished(switchKeyOf(id, 'active'))) !== undefined;
      // Jobs come before campaigns, as in the runs of the jobs: who holds one never waits for the other.
      await this.stopOther(userId, id, to);
      const campaign = await this.campaigns.find(userId, id, true);
      if (!campaign) throw AppError.notFound('Campaign');
      // One that is being resumed is not active yet, and must be stopped all the same.
      if (!isResuming) wanted(campaign, to === 'active' ? 'resume' : 'pause');
      if (to === 'active') {
        const { refusals } = await this.checks.here(campaign);
        if (refusals.length > 0) throw refusedAs(refusals);
      }
      return this.begin(userId, id, to, { ...why });
    });
  }

  /** Switches off what may be running though it must not; its status stays. In the open transaction. */
  async makeSureOff(userId: string, id: string): Promise<JobView> {
    await this.stopOther(userId, id, 'paused');
    return this.begin(userId, id, 'paused', { by: 'system', reason: null });
  }

  /** Whether the job has ended within the time that a request may wait. */
  hasEnded(id: string, to: RunState, jobId: string): Promise<boolean> {
    return this.jobs.hasEnded(switchKeyOf(id, to), jobId);
  }

  private async stopOther(userId: string, id: string, to: RunState): Promise<void> {
    await this.jobs.cancelByKeys(userId, [switchKeyOf(id, to === 'active' ? 'paused' : 'active')]);
  }

  private begin(
    userId: string,
    id: string,
    to: RunState,
    why: { by: string; reason: string | null },
  ): Promise<JobView> {
    return this.jobs.start({
      type: SWITCH_JOB,
      user_id: userId,
      store_id: null,
      payload: { campaign_id: id, to, ...why },
      dedupe_key: switchKeyOf(id, to),
      max_attempts: SWITCH_ATTEMPTS,
    });
  }
}

import { Injectable } from '@nestjs/common';
import type { Json } from '../../../common/json.js';
import { ResumeLater } from '../../../common/outbound/resume-later.js';
import { HandlesJob, JobFailure, JobHandler, JobsApi, type JobRun } from '../../jobs/jobs.api.js';
import { AccountRepository, type AccountRow } from '../accounts/account.repository.js';
import { CampaignRepository, type CampaignRow } from '../campaigns/campaign.repository.js';
import { BrokenWork } from './broken-work.js';
import type { RunState } from '../networks/campaign.records.js';
import { SWITCH_ATTEMPTS, SWITCH_JOB, switchKeyOf, type SwitchWhy } from './commands/switch-campaign.js';
import { PublishRun } from './publish-run.js';
import { PublishTimes } from './publish-times.js';
import { SwitchOff } from './switch-off.js';

interface Payload {
  campaign_id: string;
  to: RunState;
  by: SwitchWhy['by'] | 'system';
  reason: string | null;
}

/** Pauses a campaign, or resumes it under the guards of its publishing. Twice is once. */
@Injectable()
@HandlesJob({ type: SWITCH_JOB, lane: 'work' })
export class SwitchCampaignJob extends JobHandler {
  constructor(
    private readonly campaigns: CampaignRepository,
    private readonly accounts: AccountRepository,
    private readonly publishing: PublishRun,
    private readonly switchOff: SwitchOff,
    private readonly broken: BrokenWork,
    private readonly jobs: JobsApi,
    private readonly times: PublishTimes,
  ) {
    super();
  }

  override async run(job: JobRun): Promise<Json> {
    const payload = job.payload as unknown as Payload;
    const { campaign_id: id, to } = payload;
    const campaign = await this.campaigns.find(job.user_id, id);
    if (!campaign) throw new JobFailure('NOT_FOUND', 'The campaign is not there any more');
    const other = await this.jobs.unfinished(switchKeyOf(id, to === 'active' ? 'paused' : 'active'));
    if (other) throw new ResumeLater(this.times.look_again_ms, 'The campaign is being switched by another job');
    const { user_id: userId, social_account_id: accountId } = campaign;
    const account = accountId === null ? undefined : await this.accounts.find(userId, accountId);
    try {
      if (to === 'active') await this.resume(campaign, job);
      else await this.pause(campaign, account, payload, job);
    } catch (error) {
      return await this.breakOff(campaign, account, error, job);
    }
    return { campaign_id: id, state: to };
  }

  private async resume(campaign: CampaignRow, job: JobRun): Promise<void> {
    if (campaign.status === 'active') return;
    await this.publishing.resume(campaign, job);
  }

  private async pause(
    campaign: CampaignRow,
    account: AccountRow | undefined,
    { by, reason }: Payload,
    job: JobRun,
  ): Promise<void> {
    if (by === 'system') await this.switchOff.makeSure(campaign, account, job);
    else await this.switchOff.pause(campaign, account, { by, reason }, job);
  }

  private breakOff(
    campaign: CampaignRow,
    account: AccountRow | undefined,
    error: unknown,
    job: JobRun,
  ): Promise<never> {
    return this.broken.end(job, account, error, SWITCH_ATTEMPTS, async () => {
      if (account) await this.switchOff.unlessActive(campaign, account, job);
    });
  }
}

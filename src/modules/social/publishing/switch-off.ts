import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { JobFailure, type JobRun } from '../../jobs/jobs.api.js';
import { AccountNotices } from '../accounts/account-notices.js';
import type { AccountRow } from '../accounts/account.repository.js';
import { CampaignRepository, type CampaignRow } from '../campaigns/campaign.repository.js';
import { CampaignOpener } from './campaign-opener.js';
import type { SwitchWhy } from './commands/switch-campaign.js';
import { failureOf, isFinal } from './publish-faults.js';
import { PublishRun } from './publish-run.js';
import { stillRunningMail } from './publishing.mails.js';
import { PublishObjects } from './published-objects.js';
import { RunSwitch } from './run-switch.js';

const NO_ACCOUNT = 'The social account that it was published with is not connected any more';

/** Switches a campaign off at its network. */
@Injectable()
export class SwitchOff {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignRepository,
    private readonly objects: PublishObjects,
    private readonly opener: CampaignOpener,
    private readonly runSwitch: RunSwitch,
    private readonly publishing: PublishRun,
    private readonly notices: AccountNotices,
  ) {}

  /** One that is active is paused afterwards. Throws what the network refuses it with. */
  async pause(campaign: CampaignRow, account: AccountRow | undefined, why: SwitchWhy, job: JobRun): Promise<void> {
    if (!account) throw new JobFailure('INVALID_STATE', NO_ACCOUNT);
    const work = await this.opener.open(campaign, account, job);
    if (work.objects.campaign(campaign.id)) await this.runSwitch.off(work, why);
  }

  /** One that must not run and may. What cannot be mended is told its owner once, who must look there. */
  async makeSure(campaign: CampaignRow, account: AccountRow | undefined, job: JobRun): Promise<void> {
    if ((await this.campaigns.find(campaign.user_id, campaign.id))?.status === 'active') return;
    try {
      await this.off(campaign, account, job);
    } catch (error) {
      if (job.signal.aborted || !isFinal(error)) throw error;
      await this.giveUp(campaign, failureOf(error).message, job);
      throw error;
    }
  }

  /** Of a switch that was given up: if it may have been switched on, it is switched off. */
  async unlessActive(campaign: CampaignRow, account: AccountRow, job: JobRun): Promise<void> {
    const now = await this.campaigns.find(campaign.user_id, campaign.id);
    if (now && now.status !== 'active') await this.publishing.makeSureOff(now, account, job);
  }

  private async off(campaign: CampaignRow, account: AccountRow | undefined, job: JobRun): Promise<void> {
    if (!account) throw new JobFailure('INVALID_STATE', NO_ACCOUNT);
    const work = await this.opener.open(campaign, account, job);
    const made = work.objects.campaign(campaign.id);
    if (made && made.run_state !== 'paused') await this.runSwitch.off(work, null);
  }

  private async giveUp(campaign: CampaignRow, reason: string, job: JobRun): Promise<void> {
    const { id, user_id: userId, platform_campaign_id: platformId } = campaign;
    await this.database.transaction(async () => {
      await job.fence();
      await this.objects.running(id, { kind: 'campaign', key: id }, 'active');
      await this.notices.tell(userId, stillRunningMail(campaign, platformId, reason));
    });
  }
}

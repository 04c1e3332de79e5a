import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { InjectLogger } from '../../../common/logger/logger.token.js';
import type { JobRun } from '../../jobs/jobs.api.js';
import type { AccountRow } from '../accounts/account.repository.js';
import type { CampaignRow } from '../campaigns/campaign.repository.js';
import { CampaignOpener } from './campaign-opener.js';
import { PublishChecks } from './publish-checks.js';
import { type PublishRefusal, refusedAs } from './publish-refusal.js';
import type { PublishWork } from './publish-work.js';
import { Publisher } from './publisher.js';
import { RunSwitch } from './run-switch.js';

/** One run of a campaign's publishing or resuming: the guards, the work, the guards, the switch. */
@Injectable()
export class PublishRun {
  constructor(
    private readonly opener: CampaignOpener,
    private readonly checks: PublishChecks,
    private readonly publisher: Publisher,
    private readonly runSwitch: RunSwitch,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** A campaign that is being published is active afterwards. Throws what the guards and the network refuse it with. */
  async run(campaign: CampaignRow, job: JobRun): Promise<void> {
    const work = await this.guarded(campaign, job);
    await this.publisher.bring(work);
    mustBeNone(await this.checks.live(work.account, work.connection, work.plan));
    await this.runSwitch.on(work, { step: 'published', from: 'publishing' });
    const { length } = work.objects.rows;
    await job.progress(length, length, 'objects');
  }

  /** A campaign that is paused is active afterwards. Throws as `run`. */
  async resume(campaign: CampaignRow, job: JobRun): Promise<void> {
    const work = await this.guarded(campaign, job);
    await this.runSwitch.on(work, { step: 'resume', from: 'paused' });
  }

  /** It was given up: if it may have been switched on, it is switched off. What cannot be done now the sweep does. */
  async makeSureOff(campaign: CampaignRow, account: AccountRow, job: JobRun): Promise<void> {
    try {
      const work = await this.opener.open(campaign, account, job);
      const made = work.objects.campaign(campaign.id);
      if (made && made.run_state !== 'paused') await this.runSwitch.off(work, null);
    } catch (error) {
      if (job.signal.aborted) throw error;
      this.logger.warn({ err: error, campaign_id: campaign.id }, 'A campaign could not be switched off yet');
    }
  }

  private async guarded(campaign: CampaignRow, job: JobRun): Promise<PublishWork> {
    const { refusals, plan, account } = await this.checks.here(campaign);
    if (refusals.length > 0 || plan === null || account === null) throw refusedAs(refusals);
    const opened = await this.opener.open(campaign, account, job);
    mustBeNone(await this.checks.live(account, opened.connection, plan));
    return { ...opened, plan, progress: (done, total) => job.progress(done, total, 'objects') };
  }
}

function mustBeNone(refusals: readonly PublishRefusal[]): void {
  if (refusals.length > 0) throw refusedAs(refusals);
}

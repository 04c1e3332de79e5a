import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/clock.js';
import { Database } from '../../../common/database/database.js';
import type { Json } from '../../../common/json.js';
import { HandlesJob, JobFailure, JobHandler, type JobRun } from '../../jobs/jobs.api.js';
import { AccountRepository, type AccountRow } from '../accounts/account.repository.js';
import { AccountWork } from '../accounts/account-work.js';
import { CampaignMoves } from '../campaigns/campaign-moves.js';
import { CampaignRepository, type CampaignRow } from '../campaigns/campaign.repository.js';
import type { CampaignStanding } from '../networks/campaign.records.js';
import { CampaignOpener } from './campaign-opener.js';
import { FINISH_JOB } from './commands/finish-campaign.js';

/** A campaign whose end is past is completed when nothing of it runs at the network any more. */
@Injectable()
@HandlesJob({ type: FINISH_JOB, lane: 'work' })
export class FinishCampaignJob extends JobHandler {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignRepository,
    private readonly accounts: AccountRepository,
    private readonly opener: CampaignOpener,
    private readonly accountWork: AccountWork,
    private readonly moves: CampaignMoves,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async run(job: JobRun): Promise<Json> {
    const { campaign_id: id } = job.payload as { campaign_id: string };
    const campaign = await this.campaigns.find(job.user_id, id);
    const accountId = campaign?.social_account_id ?? null;
    const account = accountId === null ? undefined : await this.accounts.find(job.user_id, accountId);
    if (!campaign || !account) {
      throw new JobFailure('INVALID_STATE', 'The campaign, or its social account, is not there any more');
    }
    const state = await this.ask(campaign, account, job);
    await this.note(campaign, state, job);
    return { campaign_id: id, state };
  }

  private async ask(campaign: CampaignRow, account: AccountRow, job: JobRun): Promise<CampaignStanding['state']> {
    const { platform_campaign_id: platformId } = campaign;
    try {
      const { network, connection } = await this.opener.open(campaign, account, job);
      const ids = platformId === null ? [] : [platformId];
      const [standing] = await network.standings(connection, account.ad_account_id ?? '', ids);
      return standing?.state ?? 'removed';
    } catch (error) {
      if (job.signal.aborted) throw error;
      const parked = await this.accountWork.parked(account, error);
      if (!parked) await this.accountWork.refused(account, error);
      throw parked ?? error;
    }
  }

  private async note(campaign: CampaignRow, state: CampaignStanding['state'], job: JobRun): Promise<void> {
    const { id, user_id: userId } = campaign;
    const columns = { network_checked_at: this.clock.now() };
    await this.database.transaction(async () => {
      await job.fence();
      const locked = await this.campaigns.find(userId, id, true);
      if (!locked) return;
      const isOver = locked.end_date !== null && locked.end_date.getTime() <= this.clock.ms();
      const isRunning = locked.status === 'active' || locked.status === 'paused';
      if (!isRunning || state === 'active' || !isOver) return this.campaigns.update(userId, id, columns);
      const reason = state === 'removed' ? 'It was deleted at the network' : null;
      await this.moves.make(locked, 'complete', { by: 'network', reason, columns });
    });
  }
}

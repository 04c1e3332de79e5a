import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { ResumeLater } from '../../../common/outbound/resume-later.js';
import { JobFailure, type JobRun } from '../../jobs/jobs.api.js';
import type { AccountRow } from '../accounts/account.repository.js';
import { CampaignPlans } from '../campaigns/campaign-plan.js';
import type { CampaignRow } from '../campaigns/campaign.repository.js';
import type { CampaignPlan, PlannedObject } from '../networks/campaign.records.js';
import { NetworkError } from '../networks/network.error.js';
import { CampaignOpener } from './campaign-opener.js';
import { PublishObjects } from './published-objects.js';
import { PublishTimes } from './publish-times.js';
import { adAccountOf, type CampaignWork } from './publish-work.js';

const NO_ACCOUNT = 'The social account that it was published with is not connected any more';

/** Deletes at its network what is there of a campaign: what is in it first, the campaign last. */
@Injectable()
export class CampaignRemoval {
  constructor(
    private readonly database: Database,
    private readonly opener: CampaignOpener,
    private readonly objects: PublishObjects,
    private readonly plans: CampaignPlans,
    private readonly times: PublishTimes,
  ) {}

  /** The network's id of what was deleted; null: nothing was there. Throws what the network refuses it with, and ResumeLater. */
  async run(campaign: CampaignRow, account: AccountRow | undefined, job: JobRun): Promise<string | null> {
    const object: PlannedObject = { kind: 'campaign', key: campaign.id };
    const row = (await this.objects.of(campaign.id)).row(object);
    if (!row || row.state === 'removed') return null;
    if (!account) throw new JobFailure('INVALID_STATE', NO_ACCOUNT);
    const work = await this.opener.open(campaign, account, job);
    const platformId = row.platform_id ?? (await this.lookFor(work, object));
    if (platformId === null && row.sent_ms_ago < this.times.settle_ms) {
      const left = this.times.settle_ms - row.sent_ms_ago;
      throw new ResumeLater(left, 'It is not known yet whether the network has made the campaign');
    }
    if (platformId !== null) {
      await this.removeContent(work, job);
      await work.network.remove(work.connection, adAccountOf(account), object, platformId);
    }
    await this.database.transaction(async () => {
      await job.fence();
      await this.objects.allRemoved(campaign.id);
    });
    return platformId;
  }

  /** Not every network lets what is in a campaign go with it. What is refused here goes with the campaign. */
  private async removeContent(
    { network, connection, account, objects, campaign }: CampaignWork,
    job: JobRun,
  ): Promise<void> {
    const made = objects.rows.flatMap((row) => objects.made(row) ?? []);
    const inside = [...made.filter(({ kind }) => kind === 'ad'), ...made.filter(({ kind }) => kind === 'ad_set')];
    for (const row of inside) {
      try {
        await network.remove(connection, adAccountOf(account), row, row.platform_id);
      } catch (error) {
        if (!(error instanceof NetworkError) || error.refusal !== 'invalid') throw error;
        continue;
      }
      await this.database.transaction(async () => {
        await job.fence();
        await this.objects.removed(campaign.id, row);
      });
    }
  }

  private async lookFor(work: CampaignWork, object: PlannedObject): Promise<string | null> {
    const { network, connection, campaign, account, objects } = work;
    return network.find(connection, await this.planOf(campaign, account), object, objects);
  }

  /** What it is looked for by is there, also when it was emptied since. */
  private async planOf(campaign: CampaignRow, account: AccountRow): Promise<CampaignPlan> {
    try {
      return await this.plans.of(campaign, account);
    } catch (error) {
      if (!(error instanceof AppError) || account.ad_account_id === null) throw error;
      return emptied(campaign, account, account.ad_account_id);
    }
  }
}

function emptied(campaign: CampaignRow, account: AccountRow, adAccountId: string): CampaignPlan {
  const { id, name, currency, special_ad_categories, advertiser, conversion } = campaign;
  const start = campaign.start_date ?? campaign.publish_started_at ?? new Date(0);
  return {
    ...{ id, name, special_ad_categories, advertiser, conversion },
    platform: account.platform,
    ad_account_id: adAccountId,
    page_id: account.page_id,
    profile_id: account.instagram_account_id,
    currency: account.currency ?? currency ?? 'USD',
    timezone: account.timezone ?? 'UTC',
    objective: campaign.objective ?? 'traffic',
    budget_type: campaign.budget_type ?? 'daily',
    budget_amount: campaign.budget_amount ?? '0',
    start_at: start.toISOString(),
    end_at: campaign.end_date?.toISOString() ?? null,
    audience: {
      ...{ countries: [], age_min: null, age_max: null, genders: [], interests: [], placements: [] },
      ...{ custom_audiences: [], excluded_custom_audiences: [] },
    },
    creatives: [],
  };
}

import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { Recurring } from '../../../common/jobs/recurring.js';
import { JobsApi } from '../../jobs/jobs.api.js';
import { CampaignRepository } from '../campaigns/campaign.repository.js';
import { publishKeyOf } from './commands/publish-campaign.js';
import { FinishCampaign } from './commands/finish-campaign.js';
import { SwitchCampaign, switchKeyOf } from './commands/switch-campaign.js';
import { PublishFailures } from './publish-failures.js';

const BATCH = 100;
const NO_ID = '00000000-0000-0000-0000-000000000000';
const STOPPED = 'it was stopped before it ended';
/** How often the network is asked about one whose end is past. */
const ASK_AGAIN = '1 hour';

interface Found {
  id: string;
  user_id: string;
}

/** What nobody is at: publishings whose job was stopped, what may run though it must not, and what has come to its end. */
@Injectable()
export class PublishingSweep {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignRepository,
    private readonly jobs: JobsApi,
    private readonly failures: PublishFailures,
    private readonly switchCampaign: SwitchCampaign,
    private readonly finishCampaign: FinishCampaign,
  ) {}

  @Recurring({ name: 'social.sweep_publishing', every_seconds: 15 })
  async run(): Promise<void> {
    await this.each("r.status = 'publishing' AND r.deleted_at IS NULL", (found) => this.stopped(found));
    await this.each(
      `r.status <> 'publishing' AND r.deleted_at IS NULL AND EXISTS (
         SELECT 1 FROM ad_campaign_objects o WHERE o.campaign_id = r.id AND o.kind = 'campaign' AND o.run_state = 'switching')`,
      (found) => this.mayRun(found),
    );
    await this.each(
      `r.status IN ('active', 'paused') AND r.end_date < now() AND r.deleted_at IS NULL AND r.platform_campaign_id IS NOT NULL
         AND coalesce(r.network_checked_at, r.published_at, r.end_date) < now() - interval '${ASK_AGAIN}'`,
      async ({ id, user_id: userId }) => {
        await this.finishCampaign.start(userId, id);
      },
    );
  }

  private async stopped({ id, user_id: userId }: Found): Promise<void> {
    await this.database.transaction(async () => {
      const campaign = await this.campaigns.find(userId, id, true);
      if (campaign && (await this.jobs.unfinished(publishKeyOf(id))) === undefined) {
        await this.failures.tell(userId, id, STOPPED);
      }
    });
  }

  private async mayRun({ id, user_id: userId }: Found): Promise<void> {
    for (const key of [publishKeyOf(id), switchKeyOf(id, 'active'), switchKeyOf(id, 'paused')]) {
      if (await this.jobs.unfinished(key)) return;
    }
    await this.database.transaction(() => this.switchCampaign.makeSureOff(userId, id));
  }

  private async each(condition: string, work: (found: Found) => Promise<void>): Promise<void> {
    let after = NO_ID;
    for (;;) {
      const found = await this.database.query<Found>(
        `SELECT r.id, r.user_id FROM ad_campaigns r WHERE ${condition} AND r.id > $1 ORDER BY r.id LIMIT ${BATCH}`,
        [after],
      );
      for (const one of found) await work(one);
      if (found.length < BATCH) return;
      after = found.at(-1)?.id ?? after;
    }
  }
}

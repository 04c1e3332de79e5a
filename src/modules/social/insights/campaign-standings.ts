import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { type JobRun } from '../../jobs/jobs.api.js';
import { AccountConnections } from '../accounts/account-connections.js';
import type { NetworkConnection } from '../networks/network.connection.js';
import { SwitchCampaign } from '../publishing/commands/switch-campaign.js';
import { PublishObjects } from '../publishing/published-objects.js';
import type { SpendingAccount } from './import-insights.js';
import { type SeenCampaign, StandingNotes } from './standing-notes.js';
import { verdictOf } from './standing-verdict.js';

const PUBLISHED = `
  SELECT id, coalesce(status, 'draft') AS status, platform_campaign_id, network_issues AS issues,
         status_changed_at::text AS status_changed_at, coalesce(end_date < now(), false) AS is_over
  FROM ad_campaigns
  WHERE social_account_id = $1 AND platform_campaign_id IS NOT NULL AND deleted_at IS NULL
    AND status NOT IN ('publishing', 'completed')`;

/** How an account's campaigns stand at its network, and what follows from it here. */
@Injectable()
export class CampaignStandings {
  constructor(
    private readonly database: Database,
    private readonly connections: AccountConnections,
    private readonly objects: PublishObjects,
    private readonly switches: SwitchCampaign,
    private readonly notes: StandingNotes,
  ) {}

  async run(account: SpendingAccount, connection: NetworkConnection, job: JobRun): Promise<void> {
    const published = await this.database.query<SeenCampaign>(PUBLISHED, [account.id]);
    if (published.length === 0) return;
    const network = this.connections.networkOf(account).campaigns;
    const ids = published.map(({ platform_campaign_id: id }) => id);
    const standings = await network.standings(connection, account.ad_account_id, ids);
    const byId = new Map(standings.map((standing) => [standing.platform_campaign_id, standing]));
    for (const seen of published) {
      const standing = byId.get(seen.platform_campaign_id);
      if (!standing) continue;
      await this.database.transaction(async () => {
        await job.fence();
        await this.notes.note(account, seen, standing);
      });
      if (verdictOf(seen.status, standing.state, seen.is_over) === 'switch_off') await this.off(account, seen, job);
    }
  }

  /** Somebody switched it on at the network; the account's owner alone can say whether that was meant. */
  private async off({ user_id: userId }: SpendingAccount, seen: SeenCampaign, job: JobRun): Promise<void> {
    await this.database.transaction(async () => {
      await job.fence();
      if (!(await this.notes.isAtRest(seen))) return;
      // Written down first: a job that is lost leaves it to the sweep.
      await this.objects.running(seen.id, { kind: 'campaign', key: seen.id }, 'switching');
      await this.switches.makeSureOff(userId, seen.id);
      await this.notes.switchedOff(userId, seen);
    });
  }
}

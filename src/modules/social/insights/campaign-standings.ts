import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Clock } from '../../../common/clock/clock.js';
import { Database } from '../../../common/database/database.js';
import { clip } from '../../../common/text/clean-text.js';
import { type JobRun } from '../../jobs/jobs.api.js';
import { AccountConnections } from '../accounts/account-connections.js';
import type { AccountRow } from '../accounts/account.repository.js';
import { AccountNotices } from '../accounts/account-notices.js';
import { CampaignMoves } from '../campaigns/campaign-moves.js';
import { CampaignRepository, type CampaignRow } from '../campaigns/campaign.repository.js';
import type { CampaignStatus } from '../campaigns/campaign-state.js';
import type { CampaignStanding } from '../networks/campaign.records.js';
import type { NetworkConnection } from '../networks/network.connection.js';
import { dayIn } from './account-days.js';
import { SwitchCampaign } from '../publishing/commands/switch-campaign.js';
import type { SpendingAccount } from './import-insights.js';
import { newIssues, sameIssues, verdictOf } from './standing-verdict.js';
import { issuesMail, stoppedMail, switchedOffMail } from './standing.mails.js';

type Issues = CampaignStanding['issues'];

interface Published {
  id: string;
  status: CampaignStatus;
  platform_campaign_id: string;
  issues: Issues;
  status_changed_at: string;
  is_over: boolean;
}

const PUBLISHED = `
  SELECT id, coalesce(status, 'draft') AS status, platform_campaign_id, network_issues AS issues, status_changed_at::text AS status_changed_at,
         coalesce(end_date < now(), false) AS is_over
  FROM ad_campaigns
  WHERE social_account_id = $1 AND platform_campaign_id IS NOT NULL AND deleted_at IS NULL
    AND status NOT IN ('publishing', 'completed')`;

/** Nobody has moved it since it was looked at, or is about to switch it. */
const IS_AT_REST = `
  SELECT 1 AS rests FROM ad_campaigns c
  WHERE c.id = $1 AND c.status_changed_at = $2::timestamptz AND coalesce(c.status, 'draft') = $3
    AND NOT EXISTS (SELECT FROM ad_campaign_objects o WHERE o.campaign_id = c.id AND o.run_state = 'switching')`;

/** What its spend policy will be told of the day, once it is over. Days long counted go. */
const COMPLAINT = `
  UPDATE social_media_accounts SET complaint_days = jsonb_build_object($2::text, $3::text) || coalesce((
    SELECT jsonb_object_agg(known.key, known.value) FROM jsonb_each(complaint_days) known
    WHERE known.key > ($2::date - 14)::text), '{}')
  WHERE id = $1`;

/** How an account's campaigns stand at its network, and what follows from it here. */
@Injectable()
export class CampaignStandings {
  constructor(
    private readonly database: Database,
    private readonly connections: AccountConnections,
    private readonly campaigns: CampaignRepository,
    private readonly moves: CampaignMoves,
    private readonly switches: SwitchCampaign,
    private readonly notices: AccountNotices,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  async run(account: SpendingAccount, connection: NetworkConnection, job: JobRun): Promise<void> {
    const published = await this.database.query<Published>(PUBLISHED, [account.id]);
    if (published.length === 0) return;
    const network = this.connections.networkOf(account).campaigns;
    const ids = published.map(({ platform_campaign_id: id }) => id);
    const standings = await network.standings(connection, account.ad_account_id, ids);
    const byId = new Map(standings.map((standing) => [standing.platform_campaign_id, standing]));
    for (const campaign of published) {
      const standing = byId.get(campaign.platform_campaign_id);
      if (!standing) continue;
      await this.note(account, campaign, standing, job);
      if (verdictOf(campaign.status, standing.state, campaign.is_over) !== 'switch_off') continue;
      await this.switchOff(account, campaign, job);
    }
  }

  private note(account: SpendingAccount, seen: Published, standing: CampaignStanding, job: JobRun): Promise<void> {
    return this.database.transaction(async () => {
      await job.fence();
      const campaign = await this.campaigns.find(account.user_id, seen.id, true);
      if (!campaign) return;
      await this.noteIssues(account, campaign, seen.issues, standing.issues);
      const verdict = verdictOf(seen.status, standing.state, seen.is_over);
      if (verdict === null || verdict === 'switch_off' || !(await this.isAtRest(seen))) return;
      const { step, reason } = verdict;
      const columns = step === 'pause' ? { paused_by: 'network' } : {};
      await this.moves.make(campaign, step, { by: 'network', reason, columns });
      await this.database.execute(
        "UPDATE ad_campaign_objects SET run_state = 'paused', updated_at = now() WHERE campaign_id = $1 AND kind = 'campaign'",
        [seen.id],
      );
      const isUnexpected = step === 'pause' || standing.state === 'removed';
      if (isUnexpected && reason !== null) await this.notices.tell(account.user_id, stoppedMail(campaign, reason));
    });
  }

  /** That it was asked changes no version; what it said does. */
  private async noteIssues(account: AccountRow, campaign: CampaignRow, before: Issues, now: Issues): Promise<void> {
    const { id, user_id: userId } = campaign;
    const at = this.clock.now();
    await this.database.execute('UPDATE ad_campaigns SET network_checked_at = $2 WHERE id = $1', [id, at]);
    if (sameIssues(before, now)) return;
    await this.campaigns.update(userId, id, { network_issues: JSON.stringify(now) });
    const fresh = newIssues(before, now);
    const [first] = fresh;
    if (!first) return;
    await this.notices.tell(userId, issuesMail(campaign, fresh));
    await this.database.execute(COMPLAINT, [account.id, dayIn(account.timezone, at), clip(first.reason, 500)]);
  }

  private async switchOff(account: SpendingAccount, seen: Published, job: JobRun): Promise<void> {
    await this.database.transaction(async () => {
      await job.fence();
      if (!(await this.isAtRest(seen))) return;
      await this.switches.makeSureOff(account.user_id, seen.id);
      const campaign = await this.campaigns.find(account.user_id, seen.id);
      if (!campaign) return;
      await this.audit.record({
        user_id: account.user_id,
        action: 'campaign.switched_off',
        subject_type: 'campaign',
        subject_id: seen.id,
        details: { by: 'system', reason: `It ran at the network while it was ${seen.status} here` },
      });
      await this.notices.tell(account.user_id, switchedOffMail(campaign, seen.status));
    });
  }

  private async isAtRest({ id, status_changed_at: at, status }: Published): Promise<boolean> {
    return (await this.database.queryOne(IS_AT_REST, [id, at, status])) !== undefined;
  }
}

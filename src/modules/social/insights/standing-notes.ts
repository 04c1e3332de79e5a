import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Clock } from '../../../common/clock/clock.js';
import { Database } from '../../../common/database/database.js';
import { clip } from '../../../common/text/clean-text.js';
import type { AccountRow } from '../accounts/account.repository.js';
import { AccountNotices } from '../accounts/account-notices.js';
import { CampaignMoves } from '../campaigns/campaign-moves.js';
import { CampaignRepository, type CampaignRow } from '../campaigns/campaign.repository.js';
import type { CampaignStatus } from '../campaigns/campaign-state.js';
import type { CampaignStanding } from '../networks/campaign.records.js';
import { PublishObjects } from '../publishing/published-objects.js';
import { dayIn } from './account-days.js';
import { newIssues, sameIssues, verdictOf } from './standing-verdict.js';
import { issuesMail, stoppedMail, switchedOffMail } from './standing.mails.js';

type Issues = CampaignStanding['issues'];

/** A campaign as it was when its network was asked about it. */
export interface SeenCampaign {
  id: string;
  status: CampaignStatus;
  platform_campaign_id: string;
  issues: Issues;
  /** Postgres' own text, with all its digits. */
  status_changed_at: string;
  /** Its end is past. */
  is_over: boolean;
}

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

/** Writes down how a campaign stands at its network. */
@Injectable()
export class StandingNotes {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignRepository,
    private readonly objects: PublishObjects,
    private readonly moves: CampaignMoves,
    private readonly notices: AccountNotices,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** In the open transaction. */
  async note(account: AccountRow, seen: SeenCampaign, standing: CampaignStanding): Promise<void> {
    const { id } = seen;
    const campaign = await this.campaigns.find(account.user_id, id, true);
    if (!campaign) return;
    await this.noteIssues(account, campaign, seen.issues, standing.issues);
    const verdict = verdictOf(seen.status, standing.state, seen.is_over);
    if (verdict === null || verdict === 'switch_off' || !(await this.isAtRest(seen))) return;
    const { step, reason } = verdict;
    await this.moves.make(campaign, step, {
      by: 'network',
      reason,
      columns: step === 'pause' ? { paused_by: 'network' } : {},
    });
    await this.objects.running(id, { kind: 'campaign', key: id }, 'paused');
    const isUnexpected = step === 'pause' || standing.state === 'removed';
    if (isUnexpected && reason !== null) await this.notices.tell(account.user_id, stoppedMail(campaign, reason));
  }

  /** It ran there though nothing here lets it, and is switched off. In the open transaction. */
  async switchedOff(userId: string, { id, status }: SeenCampaign): Promise<void> {
    const campaign = await this.campaigns.find(userId, id);
    if (!campaign) return;
    await this.audit.record({
      user_id: userId,
      action: 'campaign.switched_off',
      subject_type: 'campaign',
      subject_id: id,
      details: { by: 'system', reason: `It ran at the network while it was ${status} here` },
    });
    await this.notices.tell(userId, switchedOffMail(campaign, status));
  }

  async isAtRest({ id, status_changed_at: at, status }: SeenCampaign): Promise<boolean> {
    return (await this.database.queryOne(IS_AT_REST, [id, at, status])) !== undefined;
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
}

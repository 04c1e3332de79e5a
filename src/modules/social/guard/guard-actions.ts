import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import type { PassedCap } from './spend-rules.js';

/** One campaign that a cap stops. */
export interface Stop extends PassedCap {
  campaign_id: string;
  account_id: string;
  user_id: string;
  currency: string;
  /** The account's. */
  day: string;
  reason: string;
}

/** Longer than this a pause should not take. */
const OVERDUE = '10 minutes';

/** What the spend guard has done, written down: one row for each campaign, cap and day that stands. */
@Injectable()
export class GuardActions {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
  ) {}

  /**
   * It is to be paused, in the open transaction. True: that is new. One that was switched on again meanwhile is to be paused once
   * more, without another row.
   */
  async want(stop: Stop): Promise<boolean> {
    const row = await this.database.queryOne<{ is_new: boolean }>(
      `INSERT INTO ad_guard_actions AS known (id, user_id, campaign_id, social_account_id, cap, "limit", spend, currency, day, reason)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, left($10, 500))
       ON CONFLICT (campaign_id, cap, day) WHERE state <> 'undone' DO UPDATE
         SET state = 'pending', wanted_at = now(), "limit" = excluded."limit", spend = excluded.spend, reason = excluded.reason
         WHERE known.state = 'paused'
       RETURNING (known.xmax = 0) AS is_new`,
      [
        uuidv7(),
        stop.user_id,
        stop.campaign_id,
        stop.account_id,
        stop.cap,
        stop.limit,
        stop.spend,
        stop.currency,
        stop.day,
        stop.reason,
      ],
    );
    if (row?.is_new !== true) return false;
    await this.audit.record({
      user_id: stop.user_id,
      action: 'campaign.cap_reached',
      subject_type: 'campaign',
      subject_id: stop.campaign_id,
      details: { by: 'guard', reason: stop.reason, cap: stop.cap, limit: stop.limit, spend: stop.spend, day: stop.day },
    });
    return true;
  }

  /** The campaign does not run any more. */
  async stopped(campaignId: string): Promise<void> {
    await this.database.execute(
      "UPDATE ad_guard_actions SET state = 'paused', paused_at = now() WHERE campaign_id = $1 AND state IN ('pending', 'failed')",
      [campaignId],
    );
  }

  /** The campaign runs again, in the open transaction. */
  async undone(campaignId: string): Promise<void> {
    const rows = await this.database.query<{ id: string; user_id: string; cap: string }>(
      `UPDATE ad_guard_actions SET state = 'undone', undone_at = now() WHERE campaign_id = $1 AND state = 'paused'
       RETURNING id, user_id, cap`,
      [campaignId],
    );
    for (const { id, user_id, cap } of rows) {
      await this.audit.record({
        user_id,
        action: 'campaign.guard_undone',
        subject_type: 'campaign',
        subject_id: campaignId,
        details: { by: 'user', action_id: id, cap },
      });
    }
  }

  /** Those that should have been paused by now and still run; each is given once. */
  takeOverdue(): Promise<{ campaign_id: string; user_id: string; name: string; reason: string }[]> {
    return this.database.query(
      `UPDATE ad_guard_actions g SET state = 'failed' FROM ad_campaigns c
       WHERE g.state = 'pending' AND g.wanted_at < now() - interval '${OVERDUE}' AND c.id = g.campaign_id AND c.status = 'active'
       RETURNING g.campaign_id, g.user_id, c.name, g.reason`,
    );
  }
}

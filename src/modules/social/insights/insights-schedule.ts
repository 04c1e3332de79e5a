import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { type DeliveredEvent, ListensTo } from '../../../common/events/domain-event.js';
import { Recurring } from '../../../common/jobs/recurring.js';
import { SOCIAL_CAMPAIGN_CHANGED, type SocialCampaignChanged } from '../social.events.js';
import { StartInsightsImport } from './commands/start-import.js';

const BATCH = 50;
/** Until it is looked whether an import that was begun has said when the next one is due. */
const LEASE = '1 hour';
/** A campaign that was switched on spends. */
const AFTER_START = '15 minutes';

/** Imports every account's insights when they are due; one whose owner must act first waits for that. */
@Injectable()
export class InsightsSchedule {
  constructor(
    private readonly database: Database,
    private readonly startImport: StartInsightsImport,
  ) {}

  @Recurring({ name: 'social.import_insights', every_seconds: 60 })
  async startDue(): Promise<void> {
    while ((await this.database.transaction(() => this.batch())) === BATCH);
  }

  @ListensTo(SOCIAL_CAMPAIGN_CHANGED)
  async campaignChanged({ user_id: userId, payload }: DeliveredEvent<SocialCampaignChanged['payload']>): Promise<void> {
    if (payload.to !== 'active') return;
    await this.database.execute(
      `UPDATE social_media_accounts SET insights_due_at = least(insights_due_at, now() + interval '${AFTER_START}')
       WHERE user_id = $1 AND id = (SELECT social_account_id FROM ad_campaigns WHERE user_id = $1 AND id = $2)`,
      [userId, payload.campaign_id],
    );
  }

  private async batch(): Promise<number> {
    const due = await this.database.query<{ id: string; user_id: string }>(
      `SELECT id, user_id FROM social_media_accounts
       WHERE insights_due_at <= now() AND access_token IS NOT NULL AND deleted_at IS NULL
         AND connection_state <> 'failed' AND ad_account_id IS NOT NULL AND currency IS NOT NULL
       ORDER BY insights_due_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`,
    );
    for (const { id, user_id: userId } of due) {
      await this.database.execute(
        `UPDATE social_media_accounts SET insights_due_at = now() + interval '${LEASE}' WHERE id = $1`,
        [id],
      );
      await this.startImport.start(userId, id, false);
    }
    return due.length;
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { Recurring } from '../../../common/jobs/recurring.js';
import { AccountRecord } from './account-record.js';
import { AccountRepository, warmupOf } from './account.repository.js';
import { warmupPolicyOf } from './account-settings.js';
import { advance, type DeliveryDay } from './warmup.policy.js';

const BATCH = 50;

/** What accounts delivered day by day, and what follows from it for how much they may spend. */
@Injectable()
export class DeliveryDays {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly record: AccountRecord,
  ) {}

  /**
   * Takes days that are over in the account's time zone; told again, a day is corrected until it has been counted. A day counts
   * once. Spend is in the account's currency.
   */
  async tell(userId: string, accountId: string, days: readonly DeliveryDay[]): Promise<void> {
    if (days.length === 0) return;
    await this.database.execute(
      `INSERT INTO social_delivery_days (social_account_id, day, spend, is_clean, reason)
       SELECT account.id, told.day, told.spend, told.is_clean, left(told.reason, 500)
       FROM jsonb_to_recordset($3::jsonb) AS told (day date, spend numeric, is_clean boolean, reason text)
       JOIN social_media_accounts account ON account.user_id = $1 AND account.id = $2
       ON CONFLICT (social_account_id, day) DO UPDATE SET spend = excluded.spend, is_clean = excluded.is_clean, reason = excluded.reason
       WHERE social_delivery_days.counted_at IS NULL`,
      [userId, accountId, JSON.stringify(days)],
    );
  }

  @Recurring({ name: 'social.advance_warmups', every_seconds: 300 })
  async advanceDue(): Promise<void> {
    while ((await this.database.transaction(() => this.batch())) === BATCH);
  }

  private async batch(): Promise<number> {
    const due = await this.database.query<{ id: string }>(
      `SELECT r.id FROM social_media_accounts r
       WHERE r.deleted_at IS NULL
         AND EXISTS (SELECT FROM social_delivery_days d WHERE d.social_account_id = r.id AND d.counted_at IS NULL)
       LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`,
    );
    for (const { id } of due) await this.advance(id);
    return due.length;
  }

  private async advance(id: string): Promise<void> {
    const account = await this.accounts.findById(id);
    if (!account) return;
    const days = await this.database.query<DeliveryDay>(
      `UPDATE social_delivery_days SET counted_at = now() WHERE social_account_id = $1 AND counted_at IS NULL
       RETURNING day::text AS day, spend, is_clean, reason`,
      [id],
    );
    const policy = warmupPolicyOf(account.settings, account.currency);
    await this.record.warmup(account, advance(warmupOf(account), days, policy));
  }
}

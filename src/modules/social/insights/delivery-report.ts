import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/clock.js';
import { Database } from '../../../common/database/database.js';
import type { AccountRow } from '../accounts/account.repository.js';
import { DeliveryDays } from '../accounts/delivery-days.js';
import type { DeliveryDay } from '../accounts/warmup.policy.js';
import { addDays, dayIn } from './account-days.js';
import { ImportStates } from './import-state.js';

/** After midnight, until the network has told of nearly all that the day has spent. */
const LAG_MS = 3 * 3600_000;
const MOST_DAYS = 90;

/** Tells the account's spend policy of days that are over. */
@Injectable()
export class DeliveryReport {
  constructor(
    private readonly database: Database,
    private readonly states: ImportStates,
    private readonly days: DeliveryDays,
    private readonly clock: Clock,
  ) {}

  /** Each day once. What was before the account was connected here is not known to have been clean. */
  async run(account: AccountRow): Promise<void> {
    const { id, user_id: userId, timezone } = account;
    const now = this.clock.now();
    const state = await this.states.of(id);
    const over = addDays(dayIn(timezone, new Date(now.getTime() - LAG_MS)), -1);
    const known = dayIn(timezone, state?.created_at ?? now);
    const earliest = addDays(over, -MOST_DAYS);
    const days = await this.database.query<DeliveryDay>(
      `SELECT i.day::text AS day, sum(i.spend)::text AS spend, a.complaint_days->>(i.day::text) IS NULL AS is_clean,
              a.complaint_days->>(i.day::text) AS reason
       FROM ad_insights i JOIN social_media_accounts a ON a.id = i.social_account_id
       WHERE a.id = $1 AND i.day BETWEEN $2::date AND $3::date
         AND NOT EXISTS (SELECT FROM social_delivery_days d WHERE d.social_account_id = a.id AND d.day = i.day)
       GROUP BY i.day, a.complaint_days`,
      [id, known > earliest ? known : earliest, over],
    );
    await this.days.tell(userId, id, days);
  }
}

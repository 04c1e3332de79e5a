import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/clock.js';
import { Database } from '../../../common/database/database.js';
import { Outbox } from '../../../common/events/outbox.js';
import { Recurring } from '../../../common/jobs/recurring.js';
import { SOCIAL_TOKEN_EXPIRING } from '../social.events.js';
import { AccountNotices } from './account-notices.js';
import { AccountRepository, type AccountRow, nameOf } from './account.repository.js';
import { tokenMail } from './account.mails.js';
import { dueWarning, endOf, TOKEN_END, WARNING_DAYS } from './token-life.js';

const BATCH = 50;

/**
 * Warns owners before the tokens of their accounts end: 14, 7 and 1 days before, and when it is over, once each. Tokens that
 * are refreshed by themselves end all the time, and nobody is told.
 */
@Injectable()
export class TokenWatch {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly notices: AccountNotices,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  @Recurring({ name: 'social.watch_tokens', every_seconds: 300 })
  async run(): Promise<void> {
    while ((await this.database.transaction(() => this.batch())) === BATCH);
  }

  private async batch(): Promise<number> {
    const bounds = [...WARNING_DAYS, 0]
      .map(
        (days) =>
          `(${TOKEN_END} <= $1::timestamptz + interval '${days} days' AND NOT ${days} >= ANY(r.token_warned_days))`,
      )
      .join(' OR ');
    const due = await this.database.query<{ id: string }>(
      `SELECT r.id FROM social_media_accounts r
       WHERE r.deleted_at IS NULL AND r.access_token IS NOT NULL AND r.refresh_token IS NULL AND (${bounds})
       ORDER BY ${TOKEN_END} LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`,
      [this.clock.now()],
    );
    for (const { id } of due) {
      const account = await this.accounts.findById(id);
      if (account) await this.warn(account);
    }
    return due.length;
  }

  private async warn(account: AccountRow): Promise<void> {
    const end = endOf(account);
    const warning = dueWarning(end, this.clock.now(), account.token_warned_days);
    if (!warning || !end) return;
    const { id, user_id: userId, platform } = account;
    const name = nameOf(account);
    const { days, warned } = warning;
    await this.accounts.update(userId, id, {
      token_warned_days: warned,
      ...(days === 0 && {
        connection_state: 'failed',
        connection_error: JSON.stringify({ code: 'TOKEN_EXPIRED', message: 'The token has ended: give a new one' }),
        failure_notified_at: this.clock.now(),
      }),
    });
    const payload = { account_id: id, name, days, expires_at: end.toISOString() };
    await this.outbox.add({ type: SOCIAL_TOKEN_EXPIRING, user_id: userId, store_id: null, payload });
    await this.notices.tell(userId, tokenMail({ id, name, platform }, days, end));
  }
}

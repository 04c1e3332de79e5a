import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../../common/database/database.js';
import { Outbox } from '../../../common/events/outbox.js';
import { InjectLogger } from '../../../common/logger/logger.token.js';
import { AccountNotices } from '../accounts/account-notices.js';
import { SOCIAL_SPEND_CAP_REACHED } from '../social.events.js';
import { GuardActions, type Stop } from './guard-actions.js';
import { capReachedMail, notPausedMail } from './guard.mails.js';

export type NamedStop = Stop & { name: string };

/** Tells of what the spend guard does. */
@Injectable()
export class GuardNews {
  constructor(
    private readonly database: Database,
    private readonly actions: GuardActions,
    private readonly notices: AccountNotices,
    private readonly outbox: Outbox,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** Caps that were not passed before, in the open transaction: an event for each campaign, and one mail for each cap. */
  async reached(stops: readonly NamedStop[]): Promise<void> {
    const byCap = new Map<string, NamedStop[]>();
    for (const stop of stops) {
      const { user_id, campaign_id, account_id, name, cap, limit, spend, currency, day } = stop;
      const payload = { campaign_id, account_id, name, cap, limit, spend, currency, day };
      await this.outbox.add({ type: SOCIAL_SPEND_CAP_REACHED, user_id, store_id: null, payload });
      const key = cap.startsWith('campaign_') ? `${cap} ${campaign_id}` : `${cap} ${account_id}`;
      byCap.set(key, [...(byCap.get(key) ?? []), stop]);
    }
    for (const [first, ...others] of byCap.values()) {
      if (!first) continue;
      const campaigns = [first, ...others].map(({ campaign_id, name }) => ({ id: campaign_id, name }));
      await this.notices.tell(first.user_id, capReachedMail(campaigns, first, first.currency));
    }
  }

  /** Campaigns that should have been paused by now, and still run. */
  async overdue(): Promise<void> {
    await this.database.transaction(async () => {
      for (const { campaign_id: id, user_id: userId, name, reason } of await this.actions.takeOverdue()) {
        this.logger.error({ campaign_id: id, user_id: userId }, 'A campaign past its cap still runs');
        await this.notices.tell(userId, notPausedMail({ id, name }, reason));
      }
    });
  }
}

import { Injectable } from '@nestjs/common';
import { Outbox } from '../../../common/events/outbox.js';
import { userNotice } from '../../../common/events/user-notice.js';
import type { SocialNotice } from '../notices.js';

/** The topic under which owners switch these mails off. */
const TOPIC = 'social_accounts';

/** Mails to the owners of accounts, about them and their campaigns. */
@Injectable()
export class AccountNotices {
  constructor(private readonly outbox: Outbox) {}

  /** In the open transaction. */
  tell(userId: string, notice: SocialNotice): Promise<void> {
    return this.outbox.add(userNotice(userId, { topic: TOPIC, ...notice }));
  }
}

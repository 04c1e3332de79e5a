import { Injectable } from '@nestjs/common';
import { Outbox } from '../../../common/events/outbox.js';
import { USER_NOTICE } from '../../../common/events/user-notice.js';
import type { AccountNotice } from './account.mails.js';

/** The topic under which owners switch these mails off. */
const TOPIC = 'social_accounts';

/** Mails to the owners of accounts. */
@Injectable()
export class AccountNotices {
  constructor(private readonly outbox: Outbox) {}

  /** In the open transaction. */
  async tell(userId: string, { kind, subject, paragraphs }: AccountNotice): Promise<void> {
    await this.outbox.add({
      type: USER_NOTICE,
      user_id: userId,
      store_id: null,
      payload: { topic: TOPIC, kind, subject, paragraphs },
    });
  }
}

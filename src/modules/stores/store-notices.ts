import { Injectable } from '@nestjs/common';
import { MailApi } from '../mail/mail.api.js';
import { UsersApi } from '../users/users.api.js';
import type { StoreKey, StoreNotice } from './stores.api.js';

/** Mails to the owners of stores about what goes wrong with them. */
@Injectable()
export class StoreNotices {
  constructor(
    private readonly users: UsersApi,
    private readonly mail: MailApi,
  ) {}

  /** In the open transaction; nothing when the owner does not want such mails. */
  async tell(store: StoreKey, notice: StoreNotice): Promise<void> {
    const owner = await this.users.contact(store.user_id);
    if (!owner || !(await this.users.wantsMail(owner.id, 'store_failures'))) return;
    const greeting = `Hello${owner.first_name ? ` ${owner.first_name}` : ''},`;
    await this.mail.queue({
      user_id: owner.id,
      recipient: owner.email,
      kind: notice.kind,
      subject: notice.subject,
      text: [greeting, ...notice.paragraphs].join('\n\n'),
    });
  }
}

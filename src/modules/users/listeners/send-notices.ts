import { Injectable } from '@nestjs/common';
import { type DeliveredEvent, ListensTo } from '../../../common/events/domain-event.js';
import { USER_NOTICE, type UserNotice } from '../../../common/events/user-notice.js';
import { MailApi } from '../../mail/mail.api.js';
import { UsersApi } from '../users.api.js';

/** Mails people what modules that do not know them have to say to them. */
@Injectable()
export class SendNotices {
  constructor(
    private readonly users: UsersApi,
    private readonly mail: MailApi,
  ) {}

  @ListensTo(USER_NOTICE)
  async send({ id, user_id: userId, payload }: DeliveredEvent<UserNotice['payload']>): Promise<void> {
    const person = userId === null ? undefined : await this.users.contact(userId);
    if (!person || !(await this.users.wantsMail(person.id, payload.topic))) return;
    const greeting = `Hello${person.first_name === null ? '' : ` ${person.first_name}`},`;
    await this.mail.queue({
      user_id: person.id,
      recipient: person.email,
      kind: payload.kind,
      subject: payload.subject,
      text: [greeting, ...payload.paragraphs].join('\n\n'),
      dedupe_key: `notice:${id}`,
    });
  }
}

import { Injectable } from '@nestjs/common';
import { MailApi } from '../mail/mail.api.js';
import { UsersApi } from '../users/users.api.js';

/** A mail to a processor's owner; greeting and form stand here. */
export interface ProcessorNotice {
  kind: string;
  subject: string;
  paragraphs: string[];
}

/** Mails to the owners of processors about what goes wrong with them. */
@Injectable()
export class ProcessorNotices {
  constructor(
    private readonly users: UsersApi,
    private readonly mail: MailApi,
  ) {}

  /** In the open transaction; nothing when the owner does not want such mails. */
  async tell(userId: string, notice: ProcessorNotice): Promise<void> {
    const owner = await this.users.contact(userId);
    if (!owner || !(await this.users.wantsMail(owner.id, 'payment_failures'))) return;
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

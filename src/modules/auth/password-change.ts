import { Injectable } from '@nestjs/common';
import { MailApi } from '../mail/mail.api.js';
import { AccountsApi, type Account } from '../users/users.api.js';
import { AuthMails } from './auth.mails.js';
import { SecurityLog } from './security-log.js';
import { Sessions } from './sessions.js';

/** What goes with every new password: sessions end, it is recorded, and the person is told. In a transaction. */
@Injectable()
export class PasswordChange {
  constructor(
    private readonly accounts: AccountsApi,
    private readonly sessions: Sessions,
    private readonly mails: AuthMails,
    private readonly mail: MailApi,
    private readonly log: SecurityLog,
  ) {}

  /** By somebody who could not sign in: everything that was open is closed. */
  async reset(account: Account, passwordHash: string): Promise<void> {
    await this.accounts.setPassword(account.id, passwordHash);
    await this.accounts.raiseTokenVersion(account.id);
    const ended = await this.sessions.endAll(account.id, null, 'password_reset');
    await this.log.user(account.id, 'password_reset', { sessions: ended.length });
    await this.mail.queue(this.mails.passwordChanged(account));
  }

  /** By the person, signed in: this session stays. */
  async change(account: Account, passwordHash: string, sessionId: string): Promise<void> {
    await this.accounts.setPassword(account.id, passwordHash);
    const ended = await this.sessions.endAll(account.id, sessionId, 'password_changed');
    await this.log.user(account.id, 'password_changed', { sessions: ended.length });
    await this.mail.queue(this.mails.passwordChanged(account));
  }
}

import { Injectable } from '@nestjs/common';
import { ListensTo, type DeliveredEvent } from '../../../common/events/domain-event.js';
import { MailApi } from '../../mail/mail.api.js';
import { AccountsApi } from '../../users/users.api.js';
import { EMAIL_CHANGED } from '../../users/users.events.js';
import { PASSWORD_RESET_REQUESTED } from '../auth.events.js';
import { AuthMails } from '../auth.mails.js';
import { OneTimeTokens } from '../one-time-tokens.js';

/** Mails tokens that were wished for elsewhere. */
@Injectable()
export class MailTokens {
  constructor(
    private readonly accounts: AccountsApi,
    private readonly tokens: OneTimeTokens,
    private readonly mails: AuthMails,
    private readonly mail: MailApi,
  ) {}

  /** An address without an account gets none, and one that has had enough of them within the hour neither. */
  @ListensTo(PASSWORD_RESET_REQUESTED)
  async passwordReset({ user_id }: DeliveredEvent): Promise<void> {
    const account = user_id === null ? undefined : await this.accounts.byId(user_id);
    if (!account?.is_active || (await this.tokens.waitFor(account.id, 'reset_password')) > 0) return;
    await this.mail.queue(this.mails.resetPassword(account, await this.tokens.create(account, 'reset_password')));
  }

  @ListensTo(EMAIL_CHANGED)
  async emailChanged({ user_id }: DeliveredEvent): Promise<void> {
    const account = user_id === null ? undefined : await this.accounts.byId(user_id);
    if (!account?.is_active || account.is_verified) return;
    await this.mail.queue(this.mails.verifyEmail(account, await this.tokens.create(account, 'verify_email')));
  }
}

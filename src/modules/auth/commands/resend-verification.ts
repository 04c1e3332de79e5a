import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { Reply } from '../../../common/http/reply.js';
import { MailApi } from '../../mail/mail.api.js';
import { AccountsApi } from '../../users/users.api.js';
import { AuthMails } from '../auth.mails.js';
import { OneTimeTokens } from '../one-time-tokens.js';

/** Mails the token that confirms the caller's address once more. */
@Injectable()
export class ResendVerification {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsApi,
    private readonly tokens: OneTimeTokens,
    private readonly mails: AuthMails,
    private readonly mail: MailApi,
  ) {}

  /** Throws CONFLICT when it is confirmed already, RATE_LIMITED after some within the hour. */
  async run(userId: string): Promise<Reply<null>> {
    const account = await this.accounts.byId(userId);
    if (!account) throw AppError.notFound('User');
    if (account.is_verified) throw AppError.conflict('The e-mail address is confirmed already');
    const wait = await this.tokens.waitFor(userId, 'verify_email');
    if (wait > 0) throw AppError.rateLimited(wait, 'Enough mails for now: look into the spam folder too');
    await this.database.transaction(async () => {
      await this.mail.queue(this.mails.verifyEmail(account, await this.tokens.create(account, 'verify_email')));
    });
    return new Reply(null, 202, 'A mail is on its way');
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { ok, type Reply } from '../../../common/http/reply.js';
import { AccountsApi, type UserView } from '../../users/users.api.js';
import { notGood, OneTimeTokens } from '../one-time-tokens.js';
import { SecurityLog } from '../security-log.js';

/** Confirms an address by the token that was mailed to it. */
@Injectable()
export class VerifyEmail {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsApi,
    private readonly tokens: OneTimeTokens,
    private readonly log: SecurityLog,
  ) {}

  /** Throws VALIDATION_ERROR for the token. */
  async run(token: string): Promise<Reply<{ user: UserView }>> {
    return this.database.transaction(async () => {
      const { user_id, email } = await this.tokens.use('verify_email', token);
      if (!(await this.accounts.markVerified(user_id, email))) throw notGood();
      await this.log.user(user_id, 'email_verified');
      return ok({ user: await this.accounts.view(user_id) }, 'E-mail address confirmed');
    });
  }
}

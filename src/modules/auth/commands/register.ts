import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { created, type Reply } from '../../../common/http/reply.js';
import { MailApi } from '../../mail/mail.api.js';
import { AccountsApi, type Account } from '../../users/users.api.js';
import type { RegisterDto, SignedIn } from '../auth.dto.js';
import { AuthMails } from '../auth.mails.js';
import { NewPasswords } from '../new-passwords.js';
import { OneTimeTokens } from '../one-time-tokens.js';
import { SecurityLog } from '../security-log.js';
import { Sessions } from '../sessions.js';

/** What goes with a new account: the record of it, and the mail. */
@Injectable()
export class Welcome {
  constructor(
    private readonly tokens: OneTimeTokens,
    private readonly mails: AuthMails,
    private readonly mail: MailApi,
    private readonly log: SecurityLog,
  ) {}

  async send(account: Account): Promise<void> {
    await this.log.user(account.id, 'registered');
    await this.mail.queue(this.mails.verifyEmail(account, await this.tokens.create(account, 'verify_email')));
  }
}

/** Makes an account, signs it in and mails a token that confirms its address. */
@Injectable()
export class Register {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsApi,
    private readonly passwords: NewPasswords,
    private readonly sessions: Sessions,
    private readonly welcome: Welcome,
  ) {}

  /** Throws VALIDATION_ERROR for a password that is too easy, CONFLICT when the address has an account. */
  async run({ email, password, first_name = null, last_name = null }: RegisterDto): Promise<Reply<SignedIn>> {
    if (await this.accounts.byEmail(email)) throw taken();
    const passwordHash = await this.passwords.hash(password, { email, first_name, last_name }, 'password');
    const answer = await this.database.transaction(async () => {
      const account = await this.accounts.create({ email, password_hash: passwordHash, first_name, last_name });
      if (!account) throw taken();
      const pair = await this.sessions.open(account);
      await this.welcome.send(account);
      return { user: await this.accounts.view(account.id), ...pair };
    });
    return created(answer, '/api/v1/users/profile', 'Account created');
  }
}

function taken(): AppError {
  return AppError.conflict('An account with this email address exists already', { field: 'email', reason: 'is taken' });
}

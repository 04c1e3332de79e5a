import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { ok, type Reply } from '../../../common/http/reply.js';
import { PasswordHasher } from '../../../common/security/password-hasher.js';
import { AccountsApi, type Account } from '../../users/users.api.js';
import type { LoginDto, SignedIn } from '../auth.dto.js';
import { LoginAttempts } from '../login-attempts.js';
import { SecurityLog } from '../security-log.js';
import { Sessions } from '../sessions.js';

/**
 * Signs in. An address without an account, a closed account and a wrong password are one and the same to the caller:
 * in words, in time, and in how they are counted.
 */
@Injectable()
export class Login {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsApi,
    private readonly hasher: PasswordHasher,
    private readonly attempts: LoginAttempts,
    private readonly sessions: Sessions,
    private readonly log: SecurityLog,
  ) {}

  /** Throws INVALID_CREDENTIALS, RATE_LIMITED after repeated failures. */
  async run({ email, password }: LoginDto): Promise<Reply<SignedIn>> {
    return this.attempts.take(email, async () => {
      const account = await this.accounts.byEmail(email);
      const matches = await this.hasher.verify(account?.password_hash ?? null, password);
      const answer = account?.is_active && matches ? await this.open(account, password) : undefined;
      if (answer) return ok(answer, 'Signed in');
      await this.attempts.failed(email, account?.id ?? null);
      throw new AppError('INVALID_CREDENTIALS', 'The email address or the password is not right');
    });
  }

  private async open(checked: Account, password: string): Promise<SignedIn | undefined> {
    const isOutdated = this.hasher.needsRehash(checked.password_hash);
    const hash = isOutdated ? await this.hasher.hash(password) : checked.password_hash;
    return this.database.transaction(async () => {
      const account = await this.accounts.noteLogin(checked, hash);
      if (!account) return undefined;
      await this.attempts.succeeded(account.email);
      const pair = await this.sessions.open(account);
      await this.log.user(account.id, 'logged_in');
      return { user: await this.accounts.view(account.id), ...pair };
    });
  }
}

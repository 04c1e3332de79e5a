import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { ok, type Reply } from '../../../common/http/reply.js';
import { AccountsApi } from '../../users/users.api.js';
import type { ResetPasswordDto } from '../auth.dto.js';
import { LoginAttempts } from '../login-attempts.js';
import { NewPasswords } from '../new-passwords.js';
import { notGood, OneTimeTokens } from '../one-time-tokens.js';
import { PasswordChange } from '../password-change.js';

/** Sets a new password by a mailed token; every session ends. Whoever reads the mail has the address: it is confirmed. */
@Injectable()
export class ResetPassword {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsApi,
    private readonly passwords: NewPasswords,
    private readonly tokens: OneTimeTokens,
    private readonly change: PasswordChange,
    private readonly attempts: LoginAttempts,
  ) {}

  /** Throws VALIDATION_ERROR for the token or the password; a password that is refused does not use up the token. */
  async run({ token, password }: ResetPasswordDto): Promise<Reply<null>> {
    const owner = await this.tokens.find('reset_password', token);
    const account = await this.accounts.byId(owner.user_id);
    if (!account?.is_active || account.email !== owner.email) throw notGood();
    const hash = await this.passwords.hash(password, account, 'password');
    await this.database.transaction(async () => {
      const { user_id, email } = await this.tokens.use('reset_password', token);
      await this.change.reset(account, hash);
      if (!(await this.accounts.markVerified(user_id, email))) throw notGood();
      await this.attempts.succeeded(email);
    });
    return ok(null, 'Password set: sign in with it');
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import type { Caller } from '../../../common/http/http.decorators.js';
import { ok, type Reply } from '../../../common/http/reply.js';
import { AccountsApi } from '../../users/users.api.js';
import type { ChangePasswordDto } from '../auth.dto.js';
import { NewPasswords } from '../new-passwords.js';
import { PasswordChange } from '../password-change.js';

/** Changes the caller's password; their other sessions end. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsApi,
    private readonly passwords: NewPasswords,
    private readonly change: PasswordChange,
  ) {}

  /** Throws INVALID_CREDENTIALS, RATE_LIMITED, VALIDATION_ERROR for a password that is too easy or the old one. */
  async run(caller: Caller, { current_password, new_password }: ChangePasswordDto): Promise<Reply<null>> {
    const account = await this.accounts.confirmPassword(caller.user_id, current_password);
    if (new_password === current_password) {
      throw AppError.validation([{ field: 'new_password', reason: 'must be another one than the current password' }]);
    }
    const hash = await this.passwords.hash(new_password, account, 'new_password');
    await this.database.transaction(() => this.change.change(account, hash, caller.session_id));
    return ok(null, 'Password changed; your other sessions have ended');
  }
}

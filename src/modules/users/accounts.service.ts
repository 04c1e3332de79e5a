import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { FailureLimits } from '../../common/security/failure-limits.js';
import { PasswordHasher } from '../../common/security/password-hasher.js';
import { Turns } from '../../common/security/turns.js';
import { UserRepository } from './user.repository.js';
import { AccountsApi, type Account, type NewAccount, type UserView } from './users.api.js';

const CONFIRM_FAILURES = 5;

@Injectable()
export class AccountsService extends AccountsApi {
  private readonly turns = new Turns();

  constructor(
    private readonly users: UserRepository,
    private readonly hasher: PasswordHasher,
    private readonly limits: FailureLimits,
  ) {
    super();
  }

  override byEmail(email: string): Promise<Account | undefined> {
    return this.users.byEmail(email);
  }

  override byId(userId: string): Promise<Account | undefined> {
    return this.users.byId(userId);
  }

  override async view(userId: string): Promise<UserView> {
    const profile = await this.users.profile(userId);
    if (!profile) throw AppError.notFound('User');
    return profile.user;
  }

  override create(account: NewAccount): Promise<Account | undefined> {
    return this.users.insert(account);
  }

  override noteLogin(checked: Account, passwordHash: string): Promise<Account | undefined> {
    return this.users.noteLogin(checked, passwordHash);
  }

  override setPassword(userId: string, passwordHash: string): Promise<void> {
    return this.users.setPassword(userId, passwordHash);
  }

  override raiseTokenVersion(userId: string): Promise<void> {
    return this.users.raiseTokenVersion(userId);
  }

  override markVerified(userId: string, email: string): Promise<boolean> {
    return this.users.markVerified(userId, email);
  }

  // One at a time, or as many could guess at once as connections can be opened.
  override confirmPassword(userId: string, password: string): Promise<Account> {
    return this.turns.take(userId, () => this.confirm(userId, password));
  }

  private async confirm(userId: string, password: string): Promise<Account> {
    const key = { scope: 'confirm', value: userId, most: CONFIRM_FAILURES };
    await this.limits.refuseBlocked('Too many wrong passwords: wait before you try again', key);
    const account = await this.users.byId(userId);
    if (account && (await this.hasher.verify(account.password_hash, password))) {
      await this.limits.clear(key);
      return account;
    }
    await this.limits.count(key);
    throw new AppError('INVALID_CREDENTIALS', 'The current password is not right', {
      field: 'current_password',
      reason: 'is not right',
    });
  }
}

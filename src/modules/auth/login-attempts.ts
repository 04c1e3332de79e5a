import { Injectable } from '@nestjs/common';
import { currentContext } from '../../common/logger/request-context.js';
import { FailureLimits, type FailureKey } from '../../common/security/failure-limits.js';
import { networkOf } from '../../common/security/network-of.js';
import { Turns } from '../../common/security/turns.js';
import { SecurityLog } from './security-log.js';

const ACCOUNT_FAILURES = 5;
const ADDRESS_FAILURES = 50;

/**
 * Guesses at passwords, counted per account (whether there is one or not) and per network address. A success clears the
 * account's count and not the address's: else one account of one's own would pay for guessing at all others.
 */
@Injectable()
export class LoginAttempts {
  private readonly turns = new Turns();

  constructor(
    private readonly limits: FailureLimits,
    private readonly log: SecurityLog,
  ) {}

  /**
   * Runs an attempt unless the account or the address is blocked: then RATE_LIMITED. Attempts at one account run one
   * after the other, or a burst of them would all be let in before the first is counted.
   */
  take<T>(email: string, attempt: () => Promise<T>): Promise<T> {
    return this.turns.take(email, async () => {
      await this.limits.refuseBlocked('Too many failed sign-ins: wait before you try again', account(email), address());
      return attempt();
    });
  }

  async failed(email: string, userId: string | null): Promise<void> {
    const [isAccountBlocked, isAddressBlocked] = await Promise.all([
      this.limits.count(account(email)),
      this.limits.count(address()),
    ]);
    await this.log.nobody(userId, 'login_failed');
    if (isAccountBlocked) await this.log.nobody(userId, 'locked_out', { of: 'account' });
    if (isAddressBlocked) await this.log.nobody(userId, 'locked_out', { of: 'address' });
  }

  /** Also when the person has shown by mail who they are. */
  succeeded(email: string): Promise<void> {
    return this.limits.clear(account(email));
  }
}

const account = (email: string): FailureKey => ({ scope: 'account', value: email, most: ACCOUNT_FAILURES });

const address = (): FailureKey => ({
  scope: 'address',
  value: networkOf(currentContext()?.ip ?? 'unknown'),
  most: ADDRESS_FAILURES,
});

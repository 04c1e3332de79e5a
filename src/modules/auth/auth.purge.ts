import { Injectable } from '@nestjs/common';
import { Recurring } from '../../common/jobs/recurring.js';
import { FailureLimits } from '../../common/security/failure-limits.js';
import { OneTimeTokens } from './one-time-tokens.js';
import { SessionRepository } from './session.repository.js';

/** Removes what is past its time. */
@Injectable()
export class AuthPurge {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly tokens: OneTimeTokens,
    private readonly limits: FailureLimits,
  ) {}

  @Recurring({ name: 'auth.purge', every_seconds: 3600 })
  async purge(): Promise<void> {
    await this.sessions.purge();
    await this.tokens.purge();
    await this.limits.purge();
  }
}

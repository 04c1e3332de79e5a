import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/clock.js';
import { ProxyFault } from '../../../common/outbound/proxy/proxy-fault.js';
import { ResumeLater } from '../../../common/outbound/resume-later.js';
import { ProxyUnavailable } from '../../proxies/proxies.api.js';
import { NetworkError } from '../networks/network.error.js';
import { AccountOutcomes } from './account-outcomes.js';
import type { AccountRow } from './account.repository.js';

const PARKED_MS = 60_000;
const LONGEST_PARKED_MS = 30 * 60_000;

/** How a job's work on an account ends that broke off: its account says why, and a proxy that carries nothing makes it wait. */
@Injectable()
export class AccountWork {
  constructor(
    private readonly outcomes: AccountOutcomes,
    private readonly clock: Clock,
  ) {}

  /** Of work that asks how the account stands: whatever went wrong is told. Rejects with what the job is to end with. */
  async brokeOff(account: AccountRow, error: unknown, signal: AbortSignal): Promise<never> {
    if (signal.aborted) throw error;
    const parked = await this.parked(account, error);
    if (parked) throw parked;
    if (!(error instanceof ResumeLater)) await this.outcomes.failed(account, error);
    throw error;
  }

  /** Its proxy carries nothing: what the job is to be put back with; undefined: it is something else. */
  async parked(account: AccountRow, error: unknown): Promise<ResumeLater | undefined> {
    if (!(error instanceof ProxyUnavailable) && !(error instanceof ProxyFault)) return undefined;
    const message = error instanceof ProxyUnavailable ? error.reason : error.message;
    await this.outcomes.parked(account, message);
    return error instanceof ProxyUnavailable ? error : new ResumeLater(this.parkedFor(account), message);
  }

  /** Of work on something of the account's: told is what the network holds against the account or its token, and nothing else. */
  async refused(account: AccountRow, error: unknown): Promise<void> {
    if (!(error instanceof NetworkError)) return;
    if (error.refusal === 'token' || error.refusal === 'policy') await this.outcomes.failed(account, error);
  }

  /** As long as its trouble lasts, up to half an hour. */
  private parkedFor({ failing_since: since }: AccountRow): number {
    const lasted = since === null ? 0 : this.clock.ms() - since.getTime();
    return Math.min(Math.max(lasted, PARKED_MS), LONGEST_PARKED_MS);
  }
}

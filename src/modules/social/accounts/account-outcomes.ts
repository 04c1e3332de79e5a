import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/clock.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { Outbox } from '../../../common/events/outbox.js';
import { ConnectionHealth, type FailingState } from '../../../common/outbound/connection-health.js';
import { faultOf } from '../../../common/outbound/fault-of.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import { ProxyFault } from '../../../common/outbound/proxy/proxy-fault.js';
import { NetworkError } from '../networks/network.error.js';
import { SOCIAL_CONNECTION_FAILED } from '../social.events.js';
import { AccountNotices } from './account-notices.js';
import { AccountRecord } from './account-record.js';
import { AccountRepository, type AccountRow, nameOf } from './account.repository.js';
import { failedMail } from './account.mails.js';

type Fault = { code: string; message: string };

/** What a call for an account says of its connection: `degraded` (it will pass) or `failed` (its owner must act). */
@Injectable()
export class AccountOutcomes {
  private readonly health: ConnectionHealth;

  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly record: AccountRecord,
    private readonly notices: AccountNotices,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {
    this.health = new ConnectionHealth(database, 'social_media_accounts', 'deleted_at IS NULL');
  }

  /** It broke off. Loud: state and reason in the account, a mail to its owner (once), and when it is tried again. */
  async failed(account: AccountRow, error: unknown): Promise<void> {
    const isFinal = error instanceof AppError || (error instanceof ProviderError && error.fault === 'auth');
    const fault = wordsOf(error);
    await this.database.transaction(async () => {
      const locked = await this.accounts.find(account.user_id, account.id, true);
      if (!locked || !(await this.note(locked, isFinal ? 'failed' : 'degraded', fault))) return;
      if (!(error instanceof NetworkError)) return;
      if (error.refusal === 'token') {
        await this.accounts.update(locked.user_id, locked.id, { token_refused_at: this.clock.now() });
      }
      if (error.refusal === 'policy') {
        const reason = (error.provider_message ?? error.message).slice(0, 500);
        await this.record.standing(locked, { ...locked, status: 'suspended', status_reason: reason, is_flagged: true });
      }
    });
  }

  /** Its proxy carries nothing: what is to be done for the account waits, and nothing goes round the proxy. */
  async parked(account: AccountRow, message: string): Promise<void> {
    await this.database.transaction(async () => {
      const locked = await this.accounts.find(account.user_id, account.id, true);
      if (locked) await this.note(locked, 'degraded', { code: 'PROXY_UNAVAILABLE', message });
    });
  }

  private async note(account: AccountRow, state: FailingState, fault: Fault): Promise<boolean> {
    if (!(await this.health.failed(account.id, state, fault))) return false;
    if (await this.health.takeNotice(account.id, state)) await this.tellOwner(account, state, fault);
    return true;
  }

  private async tellOwner(account: AccountRow, state: FailingState, fault: Fault): Promise<void> {
    const { id, user_id: userId, platform } = account;
    const name = nameOf(account);
    await this.outbox.add({
      type: SOCIAL_CONNECTION_FAILED,
      user_id: userId,
      store_id: null,
      payload: { account_id: id, name, ...fault },
    });
    await this.notices.tell(userId, failedMail({ id, name, platform }, state, fault));
  }
}

function wordsOf(error: unknown): Fault {
  if (error instanceof ProxyFault) return { code: 'PROXY_UNAVAILABLE', message: error.message };
  if (error instanceof AppError) return { code: error.code, message: error.message };
  return faultOf(error);
}

import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../../common/audit/audit-log.js';
import { Database } from '../../../../common/database/database.js';
import { AppError } from '../../../../common/errors/app-error.js';
import { Outbox } from '../../../../common/events/outbox.js';
import { uuidv7 } from '../../../../common/ids/ids.js';
import type { JsonObject } from '../../../../common/json.js';
import { mergeSettings } from '../../../../common/settings/merge-settings.js';
import type { SocialPlatform } from '../../networks/network.connection.js';
import { SOCIAL_ACCOUNT_CONNECTED } from '../../social.events.js';
import { AccountProbe, type VerifiedAccount } from '../account-probe.js';
import { AccountRecord } from '../account-record.js';
import { AccountRepository, type AccountRow, nameOf, type StoredAccount } from '../account.repository.js';
import type { CreateAccountDto } from '../accounts.dto.js';
import { OwnProxies } from '../own-proxies.js';
import { whileWaiting } from '../while-waiting.js';

const VERIFY_TIMEOUT_MS = 30_000;

/** An account that the network vouched for, and what its owner said of it. */
export interface NewAccount {
  platform: SocialPlatform;
  proxy_id: string | null;
  account_name?: string | undefined;
  settings: JsonObject;
  verified: VerifiedAccount;
}

/** Adds accounts: verified live first, then everything at once, or nothing. */
@Injectable()
export class AddAccount {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly probe: AccountProbe,
    private readonly record: AccountRecord,
    private readonly proxies: OwnProxies,
    private readonly outbox: Outbox,
    private readonly audit: AuditLog,
  ) {}

  /**
   * With a token that was pasted. Throws VALIDATION_ERROR for a proxy that is not theirs and for an account that is not named
   * well enough, ProviderError when the network refuses the token or does not answer, CONFLICT when the account is there.
   */
  async run(userId: string, input: CreateAccountDto): Promise<StoredAccount & { id: string }> {
    const settings = mergeSettings({}, input.settings);
    const { platform, proxy_id = null, access_token, refresh_token = null } = input;
    await this.proxies.want(userId, proxy_id);
    const caller = { id: uuidv7(), user_id: userId, platform, proxy_id };
    const signal = AbortSignal.timeout(VERIFY_TIMEOUT_MS);
    const verified = await whileWaiting(() => this.probe.take(caller, { access_token, refresh_token }, input, signal));
    return this.store(userId, { platform, proxy_id, account_name: input.account_name, settings, verified });
  }

  /** One that was verified already. Throws CONFLICT. An account that was deleted before goes on with its campaigns. */
  store(userId: string, added: NewAccount): Promise<StoredAccount & { id: string }> {
    const { platform, verified, proxy_id, settings } = added;
    return this.database.transaction(async () => {
      await this.oneAtATime(userId);
      const known = await this.accounts.findSame(userId, { ...verified.facts, platform });
      if (known?.deleted_at === null) throw sameAccount(known);
      const id = known?.id ?? uuidv7();
      if (!known) await this.accounts.insert(id, userId, platform);
      await this.accounts.update(userId, id, {
        deleted_at: null,
        proxy_id,
        settings: JSON.stringify(settings),
        account_name: added.account_name ?? null,
        network_name: null,
      });
      const row = await this.accounts.find(userId, id, true);
      if (!row) throw gone();
      await this.record.write(row, verified);
      await this.tell(row, verified);
      const stored = await this.accounts.view(userId, id);
      if (!stored) throw gone();
      return { id, ...stored };
    });
  }

  private async tell(account: AccountRow, { facts }: VerifiedAccount): Promise<void> {
    const { id, user_id: userId, platform } = account;
    const name = nameOf({ ...account, ...facts, account_name: account.account_name ?? facts.network_name });
    await this.audit.record({
      user_id: userId,
      action: 'social_account.connected',
      subject_type: 'social_account',
      subject_id: id,
      details: { platform, account_id: facts.account_id, ad_account_id: facts.ad_account_id },
    });
    const payload = { account_id: id, platform, name };
    await this.outbox.add({ type: SOCIAL_ACCOUNT_CONNECTED, user_id: userId, store_id: null, payload });
  }

  /** Two requests for one account at a time: the second one finds what the first has made. */
  private async oneAtATime(userId: string): Promise<void> {
    await this.database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `social_media_accounts:${userId}`,
    ]);
  }
}

function sameAccount(known: AccountRow): AppError {
  return AppError.conflict(`This account is connected already as "${nameOf(known)}"`, { account_id: known.id });
}

const gone = (): Error => new Error('The account that was just connected is not there');

import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../../common/audit/audit-log.js';
import { Database } from '../../../../common/database/database.js';
import { AppError } from '../../../../common/errors/app-error.js';
import { requireMatch } from '../../../../common/http/etag.js';
import { mergeSettings } from '../../../../common/settings/merge-settings.js';
import { AccountProbe, type VerifiedAccount } from '../account-probe.js';
import { AccountRecord } from '../account-record.js';
import { AccountRepository, type AccountRow, type StoredAccount, warmupOf } from '../account.repository.js';
import type { UpdateAccountDto } from '../accounts.dto.js';
import { OwnProxies } from '../own-proxies.js';
import { whileWaiting } from '../while-waiting.js';
import { StartVerify } from './start-verify.js';

const VERIFY_TIMEOUT_MS = 30_000;

/** Changes what a person can change of an account; a new token or page is verified live first. */
@Injectable()
export class UpdateAccount {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly probe: AccountProbe,
    private readonly record: AccountRecord,
    private readonly proxies: OwnProxies,
    private readonly startVerify: StartVerify,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Throws NOT_FOUND, PRECONDITION_FAILED when `ifMatch` names another version, VALIDATION_ERROR for a proxy or page that is not
   * theirs, and for a token ProviderError, and CONFLICT when it does not reach this account.
   */
  async run(userId: string, id: string, input: UpdateAccountDto, ifMatch?: string): Promise<StoredAccount> {
    const account = await this.accounts.find(userId, id);
    const seen = await this.accounts.view(userId, id);
    if (!account || !seen) throw AppError.notFound('Social account');
    requireMatch(ifMatch, seen.etag);
    if (input.proxy_id !== undefined) await this.proxies.want(userId, input.proxy_id);
    const proxyId = input.proxy_id === undefined ? account.proxy_id : input.proxy_id;
    const verified = await this.verify({ ...account, proxy_id: proxyId }, input);
    return this.database.transaction(async () => {
      const before = await this.accounts.view(userId, id, true);
      const locked = await this.accounts.find(userId, id);
      if (!before || !locked) throw AppError.notFound('Social account');
      requireMatch(ifMatch, before.etag);
      if (Object.keys(input).length === 0) return before;
      await this.write(locked, input, verified);
      const after = await this.accounts.view(userId, id);
      if (!after) throw AppError.notFound('Social account');
      return after;
    });
  }

  private async write(account: AccountRow, input: UpdateAccountDto, verified: VerifiedAccount | null): Promise<void> {
    const { id, user_id: userId } = account;
    const columns: Record<string, unknown> = {};
    if (input.account_name !== undefined) columns.account_name = input.account_name ?? account.network_name;
    if (input.proxy_id !== undefined) columns.proxy_id = input.proxy_id;
    const settings = input.settings ? mergeSettings(account.settings, input.settings) : account.settings;
    if (input.settings) columns.settings = JSON.stringify(settings);
    if (Object.keys(columns).length > 0) await this.accounts.update(userId, id, columns);
    const changed = await this.accounts.find(userId, id);
    if (!changed) throw AppError.notFound('Social account');
    if (verified) await this.record.write(changed, verified);
    else if (input.settings) await this.record.warmup(changed, warmupOf(changed));
    // Whether the other way works is seen at once, and not at the next publishing.
    const isOtherWay = input.proxy_id !== undefined && input.proxy_id !== account.proxy_id;
    if (isOtherWay && !verified && account.access_token !== null) await this.startVerify.start(userId, id);
    await this.audit.record({
      user_id: userId,
      action: 'social_account.updated',
      subject_type: 'social_account',
      subject_id: id,
      details: { fields: Object.keys(input) },
    });
  }

  private async verify(account: AccountRow, input: UpdateAccountDto): Promise<VerifiedAccount | null> {
    const { access_token: given, refresh_token = null, page_id: page } = input;
    if (given === undefined && refresh_token !== null) {
      throw AppError.validation([{ field: 'access_token', reason: 'is needed beside refresh_token' }]);
    }
    if (given === undefined && page === undefined) return null;
    const signal = AbortSignal.timeout(VERIFY_TIMEOUT_MS);
    const wish = {
      account_id: account.account_id,
      ad_account_id: account.ad_account_id,
      page_id: page ?? account.page_id,
    };
    if (given === undefined) return whileWaiting(() => this.probe.again(account, wish, signal));
    return whileWaiting(() => this.probe.replace(account, { access_token: given, refresh_token }, wish, signal));
  }
}

import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/clock.js';
import { Outbox } from '../../../common/events/outbox.js';
import type { JsonObject } from '../../../common/json.js';
import { SOCIAL_ACCOUNT_RECOVERED, SOCIAL_ACCOUNT_RESTRICTED, SOCIAL_WARMUP_CHANGED } from '../social.events.js';
import type { TokenGrant } from '../networks/network.records.js';
import type { AccountFacts } from './account-choice.js';
import { AccountConnections } from './account-connections.js';
import { AccountNotices } from './account-notices.js';
import type { VerifiedAccount } from './account-probe.js';
import { AccountRepository, type AccountRow, nameOf, warmupOf } from './account.repository.js';
import { recoveredMail, restrictedMail } from './account.mails.js';
import { warmupPolicyOf } from './account-settings.js';
import { REFRESH_BEFORE_MS } from './token-life.js';
import { ceilingOf, flag, settle, unflag, type Warmup } from './warmup.policy.js';

/** How often an account is verified by itself. */
const VERIFY_EVERY_MS = 6 * 3600_000;

/** Writes down what a network vouched for: the account, its token, its standing, and what that means for its spend. */
@Injectable()
export class AccountRecord {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly connections: AccountConnections,
    private readonly notices: AccountNotices,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** In the open transaction, with the row held. */
  async write(account: AccountRow, { facts, report, grant }: VerifiedAccount): Promise<void> {
    const now = this.clock.now();
    const endsAt = endOfToken(account, report.token_expires_at, grant);
    const renamed = account.account_name !== null && account.account_name !== account.network_name;
    await this.accounts.update(account.user_id, account.id, {
      account_id: facts.account_id,
      account_name: renamed ? account.account_name : facts.network_name,
      network_name: facts.network_name,
      ad_account_id: facts.ad_account_id,
      page_id: facts.page_id,
      page_name: facts.page_name,
      instagram_account_id: facts.instagram_account_id,
      instagram_username: facts.instagram_username,
      currency: facts.currency,
      timezone: facts.timezone,
      scopes: JSON.stringify(report.scopes),
      missing_scopes: JSON.stringify(report.missing_scopes),
      warnings: JSON.stringify(warningsOf(report.warnings, facts, report.pages.length)),
      token_expires_at: endsAt,
      data_access_expires_at: report.data_access_expires_at,
      token_refused_at: null,
      ...(grant && { ...this.connections.seal(account.id, grant), token_warned_days: [] }),
      connection_state: 'connected',
      connection_error: null,
      connection_checked_at: now,
      failures: 0,
      failing_since: null,
      failure_notified_at: null,
      last_synced_at: now,
      next_sync_at: nextCheck(now, endsAt, grant ? grant.refresh_token : account.refresh_token),
      deleted_at: null,
    });
    await this.standing(account, facts);
  }

  /** What the network thinks of the account, its owner told once of each change. In the open transaction, with the row held. */
  async standing(
    account: AccountRow,
    facts: Pick<AccountFacts, 'status' | 'status_reason' | 'is_flagged' | 'currency'>,
  ): Promise<void> {
    const { status, status_reason: reason, is_flagged: isFlagged, currency } = facts;
    await this.accounts.update(account.user_id, account.id, { status, status_reason: reason, is_flagged: isFlagged });
    await this.tellStanding(account, status, reason);
    const warmup = warmupOf(account);
    if (isFlagged) await this.warmup({ ...account, currency }, flag(warmup, reason ?? 'flagged by the network'));
    else await this.warmup({ ...account, currency }, unflag(warmup));
  }

  /** The account's spend policy as it is from now on. In the open transaction, with the row held. */
  async warmup(account: AccountRow, next: Warmup): Promise<void> {
    const policy = warmupPolicyOf(account.settings, account.currency);
    const settled = settle(next, policy);
    const ceiling = ceilingOf(settled, policy);
    const isOther = settled.status !== account.warmup_status;
    await this.accounts.update(account.user_id, account.id, {
      warmup_status: settled.status,
      warmup_stage: settled.stage,
      warmup_clean_days: settled.clean_days,
      warmup_ceiling: ceiling,
      warmup_last_day: settled.last_day,
      warmup_reason: settled.reason?.slice(0, 500) ?? null,
      ...(isOther && { warmup_since: this.clock.now() }),
    });
    if (!isOther) return;
    await this.outbox.add({
      type: SOCIAL_WARMUP_CHANGED,
      user_id: account.user_id,
      store_id: null,
      payload: {
        account_id: account.id,
        name: nameOf(account),
        from: account.warmup_status,
        to: settled.status,
        ceiling,
      },
    });
  }

  private async tellStanding(account: AccountRow, status: string, reason: string | null): Promise<void> {
    if (status === account.status) return;
    const { id, user_id: userId, platform } = account;
    const name = nameOf(account);
    const words = reason ?? 'no reason given';
    const isRecovered = status === 'active';
    const payload: JsonObject = { account_id: id, name, ...(!isRecovered && { status, reason: words }) };
    const type = isRecovered ? SOCIAL_ACCOUNT_RECOVERED : SOCIAL_ACCOUNT_RESTRICTED;
    await this.outbox.add({ type, payload, user_id: userId, store_id: null });
    const named = { id, name, platform };
    await this.notices.tell(userId, isRecovered ? recoveredMail(named) : restrictedMail(named, status, words));
  }
}

/** As the network tells, else as it was told when the token was given. */
function endOfToken(account: AccountRow, told: string | null, grant: TokenGrant | null): Date | null {
  const end = told ?? (grant ? grant.token_expires_at : account.token_expires_at);
  return typeof end === 'string' ? new Date(end) : end;
}

/** Every few hours, and in time for a token that is to be refreshed. */
function nextCheck(now: Date, end: Date | null, refresh: string | null): Date {
  const usual = now.getTime() + VERIFY_EVERY_MS;
  if (end === null || refresh === null) return new Date(usual);
  return new Date(Math.max(now.getTime(), Math.min(usual, end.getTime() - REFRESH_BEFORE_MS)));
}

function warningsOf(warnings: string[], facts: AccountFacts, pages: number): string[] {
  if (facts.page_id !== null || pages < 2) return warnings;
  return [...warnings, 'The token reaches several pages: name one as page_id before you advertise'];
}

import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { VersionedRows, type VersionedView } from '../../../common/http/versioned-rows.js';
import type { JsonObject } from '../../../common/json.js';
import type { SocialPlatform } from '../networks/network.connection.js';
import type { AccountStatus } from '../networks/network.records.js';
import { ACCOUNT_JSON } from './account.json.js';
import type { Warmup, WarmupStatus } from './warmup.policy.js';

/** A connected account as code needs it; deleted ones are found by `findSame` alone. */
export interface AccountRow {
  id: string;
  user_id: string;
  platform: SocialPlatform;
  account_name: string | null;
  network_name: string | null;
  account_id: string | null;
  ad_account_id: string | null;
  page_id: string | null;
  instagram_account_id: string | null;
  currency: string | null;
  /** IANA. */
  timezone: string | null;
  /** Sealed. */
  access_token: string | null;
  /** Sealed. */
  refresh_token: string | null;
  token_expires_at: Date | null;
  data_access_expires_at: Date | null;
  token_warned_days: number[];
  /** Since when the network does not accept the token. */
  token_refused_at: Date | null;
  proxy_id: string | null;
  status: AccountStatus;
  is_flagged: boolean;
  settings: JsonObject;
  connection_state: string;
  failing_since: Date | null;
  warmup_status: WarmupStatus;
  warmup_stage: number;
  warmup_clean_days: number;
  warmup_ceiling: string | null;
  /** `YYYY-MM-DD` */
  warmup_last_day: string | null;
  warmup_reason: string | null;
  deleted_at: Date | null;
}

export type StoredAccount = VersionedView;

const ROW = `id, user_id, platform, account_name, network_name, account_id, ad_account_id, page_id, instagram_account_id, currency, timezone, access_token,
  refresh_token, token_expires_at, data_access_expires_at, token_warned_days, token_refused_at, proxy_id, coalesce(status, 'active') AS status,
  is_flagged, settings, connection_state, failing_since, coalesce(warmup_status, 'new') AS warmup_status, warmup_stage,
  warmup_clean_days, warmup_ceiling, warmup_last_day::text AS warmup_last_day, warmup_reason, deleted_at`;

/** As its owner knows it. */
export const nameOf = (account: { account_name: string | null; account_id: string | null; platform: string }): string =>
  account.account_name ?? account.account_id ?? account.platform;

/** Where the account's spend policy stands. */
export function warmupOf(account: AccountRow): Warmup {
  return {
    status: account.warmup_status,
    stage: account.warmup_stage,
    clean_days: account.warmup_clean_days,
    last_day: account.warmup_last_day,
    reason: account.warmup_reason,
  };
}

@Injectable()
export class AccountRepository {
  private readonly rows: VersionedRows;

  constructor(private readonly database: Database) {
    this.rows = new VersionedRows(database, 'social_media_accounts', ACCOUNT_JSON, 'r.deleted_at IS NULL');
  }

  /** The user's account; in a transaction and with `lock` nobody else changes it until the end. */
  find(userId: string, id: string, lock = false): Promise<AccountRow | undefined> {
    return this.database.queryOne<AccountRow>(
      `SELECT ${ROW} FROM social_media_accounts
       WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL ${lock ? 'FOR UPDATE' : ''}`,
      [userId, id],
    );
  }

  /** For the schedules, which no user stands behind. Held until the end of the transaction. */
  findById(id: string): Promise<AccountRow | undefined> {
    return this.database.queryOne<AccountRow>(
      `SELECT ${ROW} FROM social_media_accounts WHERE id = $1 AND deleted_at IS NULL FOR UPDATE`,
      [id],
    );
  }

  /** The row of this account, a deleted one too; held until the end of the transaction. */
  findSame(
    userId: string,
    account: { platform: SocialPlatform; account_id: string; ad_account_id: string },
  ): Promise<AccountRow | undefined> {
    return this.database.queryOne<AccountRow>(
      `SELECT ${ROW} FROM social_media_accounts
       WHERE user_id = $1 AND platform = $2 AND account_id = $3 AND ad_account_id = $4 FOR UPDATE`,
      [userId, account.platform, account.account_id, account.ad_account_id],
    );
  }

  view(userId: string, id: string, lock = false): Promise<StoredAccount | undefined> {
    return this.rows.view(userId, id, lock);
  }

  async insert(id: string, userId: string, platform: SocialPlatform): Promise<void> {
    await this.database.execute(
      `INSERT INTO social_media_accounts (id, user_id, platform, warmup_status, warmup_since) VALUES ($1, $2, $3, 'new', now())`,
      [id, userId, platform],
    );
  }

  /** Changes the given columns and the version. Column names come from code, never from input. */
  update(userId: string, id: string, columns: Record<string, unknown>): Promise<void> {
    return this.rows.update(userId, id, columns);
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { type ImportProgress, restOf } from './insight-window.js';

/** How far an account's insights are. */
export interface ImportState {
  insights_full_at: Date | null;
  insights_progress: ImportProgress | null;
  created_at: Date | null;
}

/** SQL: something of the account runs, or did within two days. */
const IS_RUNNING = `EXISTS (
  SELECT FROM ad_campaigns c WHERE c.social_account_id = a.id AND c.published_at IS NOT NULL
    AND (c.status = 'active' OR c.status_changed_at > now() - interval '2 days'))`;
/** SQL: there is anything to see of it. */
const IS_USED = `(EXISTS (SELECT FROM ad_campaigns c WHERE c.social_account_id = a.id AND c.published_at IS NOT NULL AND c.deleted_at IS NULL)
  OR EXISTS (SELECT FROM ad_insights i WHERE i.social_account_id = a.id AND i.day > current_date - 30))`;

/** When an account's insights were read and are due, in its row. Its version stays: nothing of it is its owner's. */
@Injectable()
export class ImportStates {
  constructor(private readonly database: Database) {}

  of(accountId: string): Promise<ImportState | undefined> {
    return this.database.queryOne<ImportState>(
      'SELECT insights_full_at, insights_progress, created_at FROM social_media_accounts WHERE id = $1',
      [accountId],
    );
  }

  /** Today and yesterday are stored, as the network had them at `at`. */
  async recent(accountId: string, at: Date, today: string): Promise<void> {
    await this.database.execute(
      'UPDATE social_media_accounts SET insights_as_of = $2, insights_day = $3 WHERE id = $1',
      [accountId, at, today],
    );
  }

  async progress(accountId: string, progress: ImportProgress): Promise<void> {
    await this.database.execute('UPDATE social_media_accounts SET insights_progress = $2 WHERE id = $1', [
      accountId,
      JSON.stringify(progress),
    ]);
  }

  /** All was read. `fullAt`: when all days that may still change were; null: it was not about them. */
  async ended(accountId: string, fullAt: Date | null): Promise<void> {
    const state = await this.database.queryOne<{ is_running: boolean; is_used: boolean }>(
      `SELECT ${IS_RUNNING} AS is_running, ${IS_USED} AS is_used FROM social_media_accounts a WHERE a.id = $1`,
      [accountId],
    );
    const rest = restOf({ isRunning: state?.is_running === true, isUsed: state?.is_used === true });
    // Not all accounts at the same minute.
    await this.database.execute(
      `UPDATE social_media_accounts SET insights_progress = NULL, insights_full_at = coalesce($2, insights_full_at),
              insights_due_at = now() + make_interval(secs => $3::float8 / 1000 * (1 + random() * 0.1))
       WHERE id = $1`,
      [accountId, fullAt, rest],
    );
  }
}

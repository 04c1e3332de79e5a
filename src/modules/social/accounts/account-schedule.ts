import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { Recurring } from '../../../common/jobs/recurring.js';
import { StartVerify } from './commands/start-verify.js';

const BATCH = 50;
/** Until it is looked whether a verification that was begun has said when the next one is due. */
const LEASE = '1 hour';

/** Verifies every account when it is due: what the network thinks of it, and whether its token still works. */
@Injectable()
export class AccountSchedule {
  constructor(
    private readonly database: Database,
    private readonly startVerify: StartVerify,
  ) {}

  @Recurring({ name: 'social.verify_accounts', every_seconds: 30 })
  async startDue(): Promise<void> {
    while ((await this.database.transaction(() => this.batch())) === BATCH);
  }

  private async batch(): Promise<number> {
    const due = await this.database.query<{ id: string; user_id: string }>(
      `SELECT id, user_id FROM social_media_accounts
       WHERE next_sync_at <= now() AND access_token IS NOT NULL AND deleted_at IS NULL
       ORDER BY next_sync_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`,
    );
    for (const { id, user_id: userId } of due) {
      await this.database.execute(
        `UPDATE social_media_accounts SET next_sync_at = now() + interval '${LEASE}' WHERE id = $1`,
        [id],
      );
      await this.startVerify.start(userId, id);
    }
    return due.length;
  }
}

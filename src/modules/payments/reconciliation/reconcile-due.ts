import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../../common/database/database.js';
import { Recurring } from '../../../common/jobs/recurring.js';
import { InjectLogger } from '../../../common/logger/logger.token.js';
import { RECONCILE_CHANNEL } from './reconciliation-marks.js';
import { ReconciliationPass } from './reconciliation-pass.js';

const USERS = 50;

/**
 * Works off what is marked, soon, and everything once a day (money becomes missing by time alone). After a pass its user rests for
 * three times as long as it took, at least a second: an import brings changes all the time, and must not starve for passes.
 */
@Injectable()
export class ReconcileDue {
  constructor(
    private readonly database: Database,
    private readonly pass: ReconciliationPass,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  @Recurring({ name: 'payments.reconcile', every_seconds: 2, wake_channel: RECONCILE_CHANNEL })
  async run(): Promise<void> {
    const due = await this.database.query<{ user_id: string }>(
      `SELECT user_id FROM reconciliations
       WHERE full_due_at <= now()
          OR (due_at <= now() AND (passed_at IS NULL OR passed_at + make_interval(secs => greatest(1, 3 * seconds)) <= now()))
       ORDER BY least(due_at, full_due_at) LIMIT ${USERS}`,
    );
    for (const { user_id: userId } of due) {
      try {
        await this.pass.runDue(userId);
      } catch (error) {
        this.logger.error({ err: error, user_id: userId }, 'A reconciliation failed');
        await this.database.execute(
          `UPDATE reconciliations SET full_due_at = now() + interval '1 minute', due_at = NULL WHERE user_id = $1`,
          [userId],
        );
      }
    }
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';

export const RECONCILE_CHANNEL = 'ksap_reconcile';

/** Says what has changed, so that a pass soon looks at it. For users without any processor there is nothing to say. */
@Injectable()
export class ReconciliationMarks {
  constructor(private readonly database: Database) {}

  async mark(userId: string, subjectType: 'order' | 'transaction', ids: string[]): Promise<void> {
    if (ids.length === 0) return;
    const marked = await this.database.execute(
      `INSERT INTO reconciliation_marks (user_id, subject_type, subject_id)
       SELECT $1, $2, id FROM unnest($3::uuid[]) AS id
       WHERE EXISTS (SELECT 1 FROM payment_processors WHERE user_id = $1)
       ORDER BY id ON CONFLICT DO NOTHING`,
      [userId, subjectType, ids],
    );
    if (marked > 0) await this.wake(userId);
  }

  /** Everything of the user is to be looked at. */
  async markAll(userId: string): Promise<void> {
    await this.database.execute(
      `INSERT INTO reconciliations (user_id, full_due_at)
       SELECT $1, now() WHERE EXISTS (SELECT 1 FROM payment_processors WHERE user_id = $1)
       ON CONFLICT (user_id) DO UPDATE SET full_due_at = excluded.full_due_at`,
      [userId],
    );
    await this.database.notify(RECONCILE_CHANNEL, userId);
  }

  /** A first import may have ended: what was put off until then is due. */
  async importEnded(userId: string): Promise<void> {
    const due = await this.database.execute(
      'UPDATE reconciliations SET full_due_at = now() WHERE user_id = $1 AND is_waiting',
      [userId],
    );
    if (due > 0) await this.database.notify(RECONCILE_CHANNEL, userId);
  }

  /** The time is never the same twice: a pass sees by it that something was marked while it ran. */
  private async wake(userId: string): Promise<void> {
    await this.database.execute(
      `INSERT INTO reconciliations (user_id, due_at, full_due_at) VALUES ($1, clock_timestamp(), now())
       ON CONFLICT (user_id) DO UPDATE SET due_at = excluded.due_at`,
      [userId],
    );
    await this.database.notify(RECONCILE_CHANNEL, userId);
  }
}

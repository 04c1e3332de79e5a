import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { iso } from '../../../common/database/sql.js';
import type { WebhookState } from './payment-webhook-check.entity.js';

export interface WebhookFinding {
  state: WebhookState;
  /** Something was missing or changed, and is in order again. */
  is_mended: boolean;
  error: { code: string; message: string } | null;
}

/** Times are ISO 8601 UTC. */
export interface WebhookStanding {
  state: WebhookState;
  checked_at: string | null;
  mended_at: string | null;
  error: { code: string; message: string } | null;
}

const NEXT = `now() + interval '55 minutes' + random() * interval '10 minutes'`;

/** How processors' subscriptions at their providers stand. */
@Injectable()
export class WebhookChecksRepository {
  constructor(private readonly database: Database) {}

  async note(processorId: string, found: WebhookFinding): Promise<void> {
    await this.database.execute(
      `INSERT INTO payment_webhook_checks AS known (payment_processor_id, state, checked_at, error, mended_at, due_at)
       VALUES ($1, $2, now(), $3, CASE WHEN $4::boolean THEN now() END, ${NEXT})
       ON CONFLICT (payment_processor_id) DO UPDATE SET state = excluded.state, checked_at = now(), error = excluded.error,
         mended_at = coalesce(excluded.mended_at, known.mended_at)`,
      [processorId, found.state, found.error && JSON.stringify(found.error), found.is_mended],
    );
  }

  async standing(processorId: string): Promise<WebhookStanding> {
    const row = await this.database.queryOne<WebhookStanding>(
      `SELECT state, ${iso('checked_at')} AS checked_at, ${iso('mended_at')} AS mended_at, error
       FROM payment_webhook_checks WHERE payment_processor_id = $1`,
      [processorId],
    );
    return row ?? { state: 'unknown', checked_at: null, mended_at: null, error: null };
  }

  /** The processor is not connected any more: nothing is registered for it, and what it told us is left where it is. */
  async forget(processorId: string): Promise<void> {
    await this.database.execute('DELETE FROM payment_webhook_checks WHERE payment_processor_id = $1', [processorId]);
    await this.database.execute(
      `UPDATE payment_deliveries SET status = 'ignored', processed_at = now(), next_attempt_at = NULL
       WHERE payment_processor_id = $1 AND status IN ('received', 'failed', 'dead')`,
      [processorId],
    );
  }

  /**
   * Takes connected processors whose subscriptions are due to be looked at (or never were), and puts the next time an hour
   * off, not all at the same minute. In a transaction.
   */
  async takeDue(limit: number): Promise<{ id: string; user_id: string }[]> {
    await this.database.execute(
      `INSERT INTO payment_webhook_checks (payment_processor_id)
       SELECT id FROM payment_processors processor WHERE api_credentials IS NOT NULL AND deleted_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM payment_webhook_checks WHERE payment_processor_id = processor.id)
       ON CONFLICT DO NOTHING`,
    );
    return this.database.query(
      `UPDATE payment_webhook_checks checks SET due_at = ${NEXT}
       FROM payment_processors processor
       WHERE processor.id = checks.payment_processor_id AND checks.payment_processor_id IN (
         SELECT due.payment_processor_id FROM payment_webhook_checks due
         JOIN payment_processors p ON p.id = due.payment_processor_id
         WHERE due.due_at <= now() AND p.api_credentials IS NOT NULL AND p.deleted_at IS NULL AND p.is_active IS NOT FALSE
           AND p.connection_state IN ('connected', 'degraded')
         ORDER BY due.due_at LIMIT $1 FOR UPDATE OF due SKIP LOCKED)
       RETURNING processor.id, processor.user_id`,
      [limit],
    );
  }
}

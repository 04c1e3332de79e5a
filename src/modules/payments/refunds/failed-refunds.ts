import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { type DeliveredEvent, ListensTo } from '../../../common/events/domain-event.js';
import { Outbox } from '../../../common/events/outbox.js';
import { PAYMENTS_CHANGED, PAYMENTS_REFUND_FAILED } from '../payments.events.js';
import { RefundLog } from './refund-log.js';

/** Refunds that a provider took on, and could not carry out days later (a closed account): whoever was told of them is told so. */
@Injectable()
export class FailedRefunds {
  constructor(
    private readonly database: Database,
    private readonly log: RefundLog,
    private readonly outbox: Outbox,
  ) {}

  @ListensTo(PAYMENTS_CHANGED)
  async look(event: DeliveredEvent): Promise<void> {
    const { updated } = event.payload as { updated: string[] };
    if (updated.length === 0) return;
    const failed = await this.log.failedSince(updated);
    for (const { refund_id: id } of failed) {
      const row = await this.database.queryOne<{ user_id: string; parent: string | null; order_id: string | null }>(
        'SELECT user_id, parent_transaction_id AS parent, order_id FROM transactions WHERE id = $1',
        [id],
      );
      if (!row) continue;
      await this.outbox.add({
        type: PAYMENTS_REFUND_FAILED,
        user_id: row.user_id,
        store_id: null,
        payload: { transaction_id: row.parent, refund_id: id, order_id: row.order_id },
      });
    }
  }
}

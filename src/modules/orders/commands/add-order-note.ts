import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { OrderTimeline } from '../order-timeline.js';
import { OrderRepository } from '../order.repository.js';

/** Adds a note of our own to an order's timeline; the platform never sees it. */
@Injectable()
export class AddOrderNote {
  constructor(
    private readonly database: Database,
    private readonly orders: OrderRepository,
    private readonly timeline: OrderTimeline,
    private readonly audit: AuditLog,
  ) {}

  async run(userId: string, orderId: string, message: string): Promise<void> {
    await this.database.transaction(async () => {
      const order = await this.orders.locked(userId, orderId);
      if (!order) throw AppError.notFound('Order');
      await this.timeline.add({
        order_id: order.id,
        kind: 'note',
        message,
        actor_user_id: userId,
        details: {},
        dedupe_key: null,
      });
      await this.orders.touch(order.id);
      await this.audit.record({
        user_id: userId,
        action: 'order.note_added',
        subject_type: 'order',
        subject_id: order.id,
      });
    });
  }
}

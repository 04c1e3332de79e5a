import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { Outbox } from '../../../common/events/outbox.js';
import { requireMatch } from '../../../common/http/etag.js';
import type { OrderStatus } from '../../stores/stores.api.js';
import type { Written } from '../order-answers.js';
import type { Wish } from '../order-push.js';
import { OrderTimeline } from '../order-timeline.js';
import { OrderRepository } from '../order.repository.js';
import { orderEvents } from '../orders.events.js';
import { checkMove } from '../orders.state.js';

/** Sets an order's status here alone, until a newer version comes from its platform. */
@Injectable()
export class KeepOrderStatus {
  constructor(
    private readonly database: Database,
    private readonly orders: OrderRepository,
    private readonly timeline: OrderTimeline,
    private readonly outbox: Outbox,
    private readonly audit: AuditLog,
  ) {}

  /** Throws NOT_FOUND, PRECONDITION_FAILED, INVALID_STATE. */
  async run(wish: Wish, to: OrderStatus, note: string | undefined): Promise<Written> {
    return this.database.transaction(async () => {
      const order = await this.orders.locked(wish.user_id, wish.order_id);
      if (!order) throw AppError.notFound('Order');
      requireMatch(wish.if_match, order.etag);
      const from = order.status;
      if (checkMove(from, to) === 'stays') return { order_id: order.id };
      await this.orders.setStatus(order.id, to);
      await this.timeline.add({
        order_id: order.id,
        kind: to,
        message: `Status set from ${from} to ${to}, here alone`,
        actor_user_id: wish.user_id,
        details: { status: { from, to }, pushed: false, ...(note !== undefined && { note }) },
        dedupe_key: null,
      });
      const store = { id: order.store_id, user_id: order.user_id };
      await this.outbox.add(
        ...orderEvents(store, { order_id: order.id, status: { from, to }, fulfilled: [], tracked: [] }),
      );
      await this.audit.record({
        user_id: wish.user_id,
        action: 'order.status_changed',
        subject_type: 'order',
        subject_id: order.id,
        details: { from, to, pushed: false },
      });
      return { order_id: order.id };
    });
  }
}

import { Injectable } from '@nestjs/common';
import type { CancelRequest } from '../../stores/stores.api.js';
import type { Written } from '../order-answers.js';
import { OrderPush, platformIdOf, type Wish } from '../order-push.js';
import { checkMove } from '../orders.state.js';

export interface CancelWish {
  reason?: CancelRequest['reason'] | undefined;
  note?: string | undefined;
  restock?: boolean | undefined;
  notify_customer?: boolean | undefined;
}

/** Cancels an order at its platform. */
@Injectable()
export class CancelOrder {
  constructor(private readonly push: OrderPush) {}

  /** Throws INVALID_STATE from a status that leads nowhere, and what `OrderPush` throws. */
  async run(wish: Wish, input: CancelWish): Promise<Written> {
    const decision = await this.push.decide(wish, (order) =>
      checkMove(order.status, 'cancelled') === 'stays' ? null : {},
    );
    const { order } = decision;
    if (decision.same) return { order_id: order.id };
    const pushed = await this.push.send(order, 'order.cancel', {
      platform_order_id: platformIdOf(order),
      reason: input.reason ?? 'other',
      note: input.note ?? null,
      restock: input.restock ?? true,
      notify_customer: input.notify_customer ?? false,
    });
    return { order_id: order.id, job: pushed.state === 'pending' ? pushed.job : undefined };
  }
}

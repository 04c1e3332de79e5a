import { Injectable } from '@nestjs/common';
import { AppError } from '../../../common/errors/app-error.js';
import { type OrderStatus, StoreChanges } from '../../stores/stores.api.js';
import type { Written } from '../order-answers.js';
import { OrderPush, platformIdOf, type Wish } from '../order-push.js';
import { liveShipments } from '../order.rest.js';
import type { OrderVersion } from '../order.version.js';
import { checkMove } from '../orders.state.js';
import { CancelOrder } from './cancel-order.js';
import { FulfillOrder } from './fulfill-order.js';

/** Brings an order to a status at its platform, by the way that leads there. */
@Injectable()
export class SetOrderStatus {
  constructor(
    private readonly push: OrderPush,
    private readonly changes: StoreChanges,
    private readonly fulfill: FulfillOrder,
    private readonly cancel: CancelOrder,
  ) {}

  /** Throws INVALID_STATE, CONFLICT where the platform has no such move, and what `OrderPush` throws. */
  run(wish: Wish, to: OrderStatus, note: string | undefined): Promise<Written> {
    if (to === 'cancelled') return this.cancel.run(wish, { note });
    if (to === 'fulfilled') return this.fulfill.run(wish, { note, is_status: true });
    return this.move(wish, to, note);
  }

  private async move(wish: Wish, to: OrderStatus, note: string | undefined): Promise<Written> {
    const decision = await this.push.decide(wish, (order) => moveOf(order, to));
    const { order } = decision;
    if (decision.same) return { order_id: order.id };
    const { orders } = await this.changes.abilities(order.user_id, order.store_id);
    if (!orders?.moves.includes(to)) throw cannotMove(order, to);
    const pushed = await this.push.send(
      order,
      'order.move',
      { platform_order_id: platformIdOf(order), to },
      note === undefined ? {} : { note },
    );
    return { order_id: order.id, job: pushed.state === 'pending' ? pushed.job : undefined };
  }
}

/** Only what was sent can be called shipped: a parcel has to be there. */
function moveOf(order: OrderVersion, to: OrderStatus): object | null {
  if (checkMove(order.status, to) === 'stays') return null;
  if (to === 'shipped' && liveShipments(order).length === 0) {
    throw AppError.conflict('Nothing is in a parcel yet: ship the order with its tracking', {
      reason: 'no_shipments',
      use: `POST /api/v1/orders/${order.id}/ship`,
    });
  }
  return {};
}

function cannotMove(order: OrderVersion, to: OrderStatus): AppError {
  const use =
    to === 'shipped' ? `POST /api/v1/orders/${order.id}/ship` : `PUT /api/v1/orders/${order.id}/status?push=false`;
  return AppError.conflict(`Orders of ${order.platform} cannot be made ${to} by themselves`, {
    reason: 'not_pushable',
    platform: order.platform,
    status: to,
    use,
  });
}

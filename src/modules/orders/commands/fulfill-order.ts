import { Injectable } from '@nestjs/common';
import { AppError } from '../../../common/errors/app-error.js';
import { StoreChanges } from '../../stores/stores.api.js';
import type { Written } from '../order-answers.js';
import { OrderPush, platformIdOf, type Wish } from '../order-push.js';
import { chooseItems, type WishedItem } from '../order.rest.js';
import type { OrderVersion } from '../order.version.js';
import { checkMove } from '../orders.state.js';

export interface FulfillWish {
  items?: WishedItem[] | undefined;
  location_id?: string | undefined;
  notify_customer?: boolean | undefined;
  note?: string | undefined;
  /** The wish is the status `fulfilled`: one that the order may have already. */
  is_status?: boolean;
}

/** Sends lines of an order on their way at its platform, exactly once. */
@Injectable()
export class FulfillOrder {
  constructor(
    private readonly push: OrderPush,
    private readonly changes: StoreChanges,
  ) {}

  /** Throws what `chooseItems` and `OrderPush` throw, VALIDATION_ERROR for a place that the shop does not have. */
  async run(wish: Wish, input: FulfillWish): Promise<Written & { platform_fulfillment_id: string | null }> {
    const decision = await this.push.decide(wish, (order) =>
      input.is_status && checkMove(order.status, 'fulfilled') === 'stays' ? null : chooseItems(order, input.items),
    );
    const { order } = decision;
    if (decision.same) return { order_id: order.id, platform_fulfillment_id: null };
    if (input.location_id !== undefined) await this.checkLocation(order, input.location_id);
    const items = decision.work.map(({ platform_item_id, quantity }) => ({ platform_item_id, quantity }));
    const pushed = await this.push.send(
      order,
      'order.fulfill',
      {
        platform_order_id: platformIdOf(order),
        items,
        platform_location_id: input.location_id ?? null,
        notify_customer: input.notify_customer ?? false,
        tracking: null,
        shipped_at: null,
      },
      input.note === undefined ? {} : { note: input.note },
    );
    if (pushed.state === 'pending') return { order_id: order.id, job: pushed.job, platform_fulfillment_id: null };
    return { order_id: order.id, platform_fulfillment_id: pushed.platform_fulfillment_id };
  }

  private async checkLocation(order: OrderVersion, locationId: string): Promise<void> {
    const locations = await this.changes.locations({ id: order.store_id, user_id: order.user_id });
    const found = locations.find((location) => location.platform_location_id === locationId);
    if (found?.is_active) return;
    const reason = found ? 'is not active' : 'is no location of this shop';
    throw AppError.validation([{ field: 'location_id', reason }]);
  }
}

import { Injectable } from '@nestjs/common';
import { AppError } from '../../../common/errors/app-error.js';
import { type OrderEdit, StoreChanges } from '../../stores/stores.api.js';
import type { Written } from '../order-answers.js';
import { OrderPush, platformIdOf, type Wish } from '../order-push.js';
import { OrderRepository } from '../order.repository.js';
import type { OrderVersion } from '../order.version.js';

/** Changes the shop's note and the tags of an order at its platform. */
@Injectable()
export class EditOrder {
  constructor(
    private readonly push: OrderPush,
    private readonly orders: OrderRepository,
    private readonly changes: StoreChanges,
  ) {}

  /** Throws VALIDATION_ERROR for what the platform's orders do not have, and what `OrderPush` throws. */
  async run(wish: Wish, input: OrderEdit): Promise<Written> {
    await this.checkEditable(wish, input);
    const decision = await this.push.decide(wish, (order) => editOf(order, input));
    const { order } = decision;
    if (decision.same) return { order_id: order.id };
    const { notes, tags } = order;
    const pushed = await this.push.send(
      order,
      'order.edit',
      { platform_order_id: platformIdOf(order), edit: decision.work },
      { was: { notes, tags } },
    );
    return { order_id: order.id, job: pushed.state === 'pending' ? pushed.job : undefined };
  }

  private async checkEditable(wish: Wish, input: OrderEdit): Promise<void> {
    const order = await this.orders.version(wish.user_id, wish.order_id);
    if (!order) throw AppError.notFound('Order');
    const { orders } = await this.changes.abilities(wish.user_id, order.store_id);
    const lacking = (['notes', 'tags'] as const).filter(
      (field) => input[field] !== undefined && !(orders?.editable.includes(field) ?? false),
    );
    if (lacking.length === 0) return;
    throw AppError.validation(
      lacking.map((field) => ({ field, reason: `cannot be changed on orders of ${order.platform}` })),
    );
  }
}

/** What of the wish differs; null: nothing. Tags are compared as a set: platforms keep them in an order of their own. */
export function editOf(order: Pick<OrderVersion, 'notes' | 'tags'>, input: OrderEdit): OrderEdit | null {
  const edit: OrderEdit = {};
  const { notes, tags } = input;
  if (notes !== undefined && (notes ?? '') !== (order.notes ?? '')) edit.notes = notes === '' ? null : notes;
  if (tags !== undefined && !isSameSet(tags, order.tags)) edit.tags = tags;
  return Object.keys(edit).length === 0 ? null : edit;
}

function isSameSet(one: string[], other: string[]): boolean {
  const known = new Set(other);
  return known.size === new Set(one).size && one.every((tag) => known.has(tag));
}

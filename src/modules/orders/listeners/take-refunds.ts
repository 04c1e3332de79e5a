import { Injectable } from '@nestjs/common';
import { type DeliveredEvent, ListensTo } from '../../../common/events/domain-event.js';
import { JobsApi } from '../../jobs/jobs.api.js';
import {
  PAYMENTS_REFUND_FAILED,
  PAYMENTS_REFUNDED,
  type PaymentsRefunded,
  type PaymentsRefundFailed,
} from '../../payments/payments.events.js';
import { NOTE_REFUND_JOB } from '../jobs/note-refund.job.js';
import { OrderRefunds } from '../order-refunds.js';
import { OrderRepository } from '../order.repository.js';

/** The shop is asked until it has heard of it: the job's own count of tries decides nothing. */
const JOB_ATTEMPTS = 1_000;

/** A refund that was made from here through a payment processor: the order shows it, and its shop is told by a job. */
@Injectable()
export class TakeRefunds {
  constructor(
    private readonly orders: OrderRepository,
    private readonly refunds: OrderRefunds,
    private readonly jobs: JobsApi,
  ) {}

  @ListensTo(PAYMENTS_REFUNDED)
  async refunded(event: DeliveredEvent): Promise<void> {
    const { user_id: userId } = event;
    const { refund_id, order_id, amount, currency, reason, gateway, reference } =
      event.payload as PaymentsRefunded['payload'];
    if (userId === null || order_id === null) return;
    const order = await this.orders.locked(userId, order_id);
    if (!order) return;
    const refund = { order_id, transaction_id: refund_id, amount, currency, reason, gateway, reference };
    if (!(await this.refunds.add(userId, refund, event.created_at))) return;
    await this.orders.touch(order_id);
    if (order.platform_order_id === null) return;
    await this.jobs.start({
      type: NOTE_REFUND_JOB,
      user_id: userId,
      store_id: order.store_id,
      payload: { transaction_id: refund_id },
      dedupe_key: `${NOTE_REFUND_JOB}:${refund_id}`,
      max_attempts: JOB_ATTEMPTS,
    });
  }

  @ListensTo(PAYMENTS_REFUND_FAILED)
  async failed(event: DeliveredEvent): Promise<void> {
    const { refund_id: refundId, order_id: orderId } = event.payload as PaymentsRefundFailed['payload'];
    if (event.user_id === null || orderId === null) return;
    const order = await this.orders.locked(event.user_id, orderId);
    const refund = order && (await this.refunds.find(event.user_id, refundId));
    if (!refund) return;
    await this.refunds.takeBack(event.user_id, refund, refund.platform_refund_id !== null);
    await this.orders.touch(orderId);
  }
}

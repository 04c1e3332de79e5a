import { Injectable } from '@nestjs/common';
import type { OtherAnswer } from '../../common/http/api-docs.js';
import { accepted, ok, RawJson, type Reply } from '../../common/http/reply.js';
import { EXAMPLE_SETTLE_JOB, type JobView } from '../jobs/jobs.api.js';
import { PendingOrderDto } from './order-actions.dto.js';
import { EXAMPLE_WHOLE_ORDER } from './order.example.js';
import { OrderQueries } from './orders.queries.js';

/** What a write to an order came to. */
export interface Written {
  order_id: string;
  /** Given while the platform's answer was not heard. */
  job?: JobView | undefined;
}

const PENDING = 'The shop has not answered yet; the job goes on until its outcome is known';

/** What every write to an order at its platform may answer instead. */
export const PENDING_ANSWER: OtherAnswer = {
  status: 202,
  when: 'No answer of the shop was heard: the job finds out what became of it, and sees it through',
  data: PendingOrderDto,
  message: PENDING,
  example: { order: EXAMPLE_WHOLE_ORDER, job: EXAMPLE_SETTLE_JOB },
};

/** Writes answer the whole order as it is afterwards. */
@Injectable()
export class OrderAnswers {
  constructor(private readonly queries: OrderQueries) {}

  /** 200 with the order, or 202 with the order as it is until now and the job. */
  async order(userId: string, written: Written, message: string): Promise<Reply> {
    const { order, etag } = await this.queries.get(userId, written.order_id);
    return written.job ? pending(order, written.job) : ok(order, message, { ETag: etag });
  }

  /** The same as `{ order, fulfillment }`; the fulfilment by its id at the platform, null when the order lists none. */
  async withFulfillment(
    userId: string,
    written: Written & { platform_fulfillment_id: string | null },
    message: string,
  ): Promise<Reply> {
    const { order, etag } = await this.queries.get(userId, written.order_id);
    if (written.job) return pending(order, written.job);
    const { fulfillments } = JSON.parse(order.text) as { fulfillments: { platform_fulfillment_id: string | null }[] };
    const made = fulfillments.find((one) => one.platform_fulfillment_id === written.platform_fulfillment_id);
    const text = `{"order":${order.text},"fulfillment":${JSON.stringify(made ?? null)}}`;
    return ok(new RawJson(text), message, { ETag: etag });
  }
}

function pending(order: RawJson, job: JobView): Reply {
  const text = `{"order":${order.text},"job":${JSON.stringify(job)}}`;
  return accepted(new RawJson(text), `/api/v1/jobs/${job.id}`, PENDING);
}

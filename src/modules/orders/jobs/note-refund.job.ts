import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import type { Json } from '../../../common/json.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import { ResumeLater } from '../../../common/outbound/resume-later.js';
import { HandlesJob, JobFailure, JobHandler, type JobRun } from '../../jobs/jobs.api.js';
import { type ChangeResult, StoreChanges } from '../../stores/stores.api.js';
import { OrderRefunds, type RefundOfOrder } from '../order-refunds.js';

export const NOTE_REFUND_JOB = 'orders.note_refund';

/** Another change of the order, or this one, is under way. */
const BUSY_MS = 5_000;
/** The shop refuses our credentials, or has none: somebody has to connect it again. */
const AWAY_MS = 30 * 60_000;

/** Tells an order's shop of a refund that was made from here. A shop that cannot be reached is told when it can be. */
@Injectable()
@HandlesJob({ type: NOTE_REFUND_JOB, lane: 'work' })
export class NoteRefundJob extends JobHandler {
  constructor(
    private readonly database: Database,
    private readonly refunds: OrderRefunds,
    private readonly changes: StoreChanges,
  ) {
    super();
  }

  override async run(job: JobRun): Promise<Json> {
    const { transaction_id: id } = job.payload as { transaction_id: string };
    const refund = await this.refunds.find(job.user_id, id);
    if (!refund) throw new JobFailure('NOT_FOUND', 'The order is not there any more');
    if (refund.platform_order_id === null || refund.platform_refund_id !== null) return { state: 'done' };
    if (refund.currency !== refund.order_currency) {
      return this.giveUp(
        job,
        refund,
        `it was made in ${refund.currency}, and the order is in ${refund.order_currency}`,
      );
    }
    const before = await this.before(job, refund);
    if (before !== null) return before;
    const result = await this.send(job, refund, refund.platform_order_id);
    if (result?.state === 'pending') throw new ResumeLater(BUSY_MS, 'The shop has not answered yet');
    return { state: result === null ? 'refused' : 'done' };
  }

  /** What became of an earlier try; null: it may be sent (again). */
  private async before(job: JobRun, refund: RefundOfOrder): Promise<Json> {
    const { store_id, order_id, transaction_id } = refund;
    const past = await this.changes.latest(job.user_id, store_id, order_id, { transaction_id });
    if (past?.state === 'done') return { state: 'done' };
    if (past?.state === 'sent') throw new ResumeLater(BUSY_MS, 'The shop has not answered yet');
    const isOver = past?.state === 'given_up' || past?.error?.code === 'PROVIDER_REJECTED';
    return isOver ? this.giveUp(job, refund, past.error?.message ?? 'whether it was told is not known') : null;
  }

  /** Null: the shop does not take it. Throws what may pass. */
  private async send(job: JobRun, refund: RefundOfOrder, platformOrderId: string): Promise<ChangeResult | null> {
    const { store_id, order_id, transaction_id, amount, currency, reason, gateway, reference, read_at } = refund;
    try {
      return await this.changes.run({
        kind: 'order.note_refund',
        user_id: job.user_id,
        store_id,
        subject_id: order_id,
        payload: { platform_order_id: platformOrderId, amount, currency, reason, gateway, reference },
        context: { transaction_id, asked_at: read_at, known: [] },
      });
    } catch (error) {
      if (error instanceof AppError && error.code === 'CONFLICT') throw new ResumeLater(BUSY_MS, error.message);
      if (error instanceof AppError && error.code === 'INVALID_STATE') throw new ResumeLater(AWAY_MS, error.message);
      if (!(error instanceof ProviderError)) throw error;
      if (error.fault === 'auth' || error.fault === 'blocked_target') throw new ResumeLater(AWAY_MS, error.message);
      if (error.fault !== 'rejected') throw error;
      await this.giveUp(job, refund, error.message);
      return null;
    }
  }

  private async giveUp(job: JobRun, refund: RefundOfOrder, why: string): Promise<Json> {
    await this.database.transaction(async () => {
      await job.fence();
      await this.refunds.tellUnnoted(job.user_id, refund, why);
    });
    return { state: 'refused', message: why };
  }
}

import { Injectable } from '@nestjs/common';
import { inTransaction } from '../../../common/database/transaction-context.js';
import { AppError } from '../../../common/errors/app-error.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import { ResumeLater } from '../../../common/outbound/resume-later.js';
import type { JobView } from '../../jobs/jobs.api.js';
import { redactText } from '../redaction.js';
import { PendingRefunds } from './pending-refunds.js';
import { faultOf } from './refund-faults.js';
import { type NewRefundWish, RefundIntake } from './refund-intake.js';
import { RefundLog, RefundLost, type RefundRow } from './refund-log.js';
import { RefundRunner, type RefundVerdict } from './refund-runner.js';
import { RefundTimes } from './refund-times.js';

/** `job`: no answer of the provider was heard, and the job goes on until it is known what became of it. */
export interface CreatedRefund {
  /** The refund's own transaction. */
  refund_id: string;
  job: JobView | null;
}

/** A person's refund: written down, sent while they wait, handed to a job when no answer is heard. */
@Injectable()
export class CreateRefund {
  constructor(
    private readonly intake: RefundIntake,
    private readonly runner: RefundRunner,
    private readonly pending: PendingRefunds,
    private readonly log: RefundLog,
    private readonly times: RefundTimes,
  ) {}

  /** Throws what the intake refuses, and ProviderError when the provider refused it (nothing was given back). */
  async run(userId: string, transactionId: string, wish: NewRefundWish): Promise<CreatedRefund> {
    if (inTransaction()) throw new Error('A refund is sent inside a database transaction');
    const { row, processor } = await this.intake.take(userId, transactionId, withoutCards(wish));
    try {
      return await this.resultOf(row, await this.runner.send({ row, processor }, false));
    } catch (error) {
      if (error instanceof RefundLost) return this.inOtherHands(row);
      throw error;
    }
  }

  private async resultOf(row: RefundRow, verdict: RefundVerdict): Promise<CreatedRefund> {
    if (verdict.state === 'completed') return { refund_id: row.refund_id, job: null };
    if (verdict.state === 'refused') throw verdict.error;
    const job = await this.pending.handOver(row, faultOf(verdict.error), this.waitOf(verdict.error));
    return { refund_id: row.refund_id, job };
  }

  /** It took longer than its lease: the job has it, or has settled it. Or the processor is gone with all of its books. */
  private async inOtherHands({ user_id: userId, id }: RefundRow): Promise<CreatedRefund> {
    const row = await this.log.find(userId, id);
    if (!row) throw AppError.notFound('Transaction');
    if (row.status === 'failed') {
      throw new AppError('PROVIDER_REJECTED', row.error?.message ?? 'The payment provider refused the refund');
    }
    const job = row.status === 'completed' ? null : await this.pending.start(row);
    return { refund_id: row.refund_id, job };
  }

  private waitOf(error: unknown): number {
    if (error instanceof ResumeLater) return error.after_ms;
    const asked = error instanceof ProviderError ? (error.retry_after_ms ?? 0) : 0;
    return Math.max(asked, this.times.look_again_ms);
  }
}

/** The reason goes to the provider, the shop, the order's story and the log: a card number in it would be everywhere. */
function withoutCards(wish: NewRefundWish): NewRefundWish {
  return typeof wish.reason === 'string' ? { ...wish, reason: redactText(wish.reason) } : wish;
}

import { Injectable } from '@nestjs/common';
import type { Json } from '../../../common/json.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import { ResumeLater } from '../../../common/outbound/resume-later.js';
import { HandlesJob, JobFailure, JobHandler, type JobRun } from '../../jobs/jobs.api.js';
import { ProcessorConnections } from '../processor-connections.js';
import { ProcessorRepository } from '../processor.repository.js';
import { SETTLE_REFUND_JOB } from './pending-refunds.js';
import { asTransient, faultOf } from './refund-faults.js';
import { RefundLog, RefundLost, type RefundRow } from './refund-log.js';
import { RefundRunner, type RefundVerdict, type RefundWork } from './refund-runner.js';
import { RefundTimes } from './refund-times.js';

/** Finds out what became of a refund, and sends it again, with the same key, only when the provider certainly has not done it. */
@Injectable()
@HandlesJob({ type: SETTLE_REFUND_JOB, lane: 'work' })
export class SettleRefundJob extends JobHandler {
  constructor(
    private readonly log: RefundLog,
    private readonly processors: ProcessorRepository,
    private readonly connections: ProcessorConnections,
    private readonly runner: RefundRunner,
    private readonly times: RefundTimes,
  ) {
    super();
  }

  override async run(job: JobRun): Promise<Json> {
    const { refund_request_id: id } = job.payload as { refund_request_id: string };
    const known = await this.log.find(job.user_id, id);
    if (!known) throw new JobFailure('NOT_FOUND', 'The refund is not there any more');
    const processor = await this.processors.find(job.user_id, known.payment_processor_id);
    if (!processor?.api_credentials) {
      throw new JobFailure('INVALID_STATE', 'The payment processor is not connected any more');
    }
    const row = await this.log.claim(job.user_id, id);
    if (!row) return this.settledBefore(job.user_id, id);
    const work: RefundWork = { row, processor, signal: job.signal };
    try {
      return await this.tell(work, await this.bring(work));
    } catch (error) {
      if (error instanceof RefundLost) throw new ResumeLater(1_000, error.message);
      if (!(error instanceof JobFailure)) await this.log.release(row, null);
      throw error;
    }
  }

  private async bring(work: RefundWork): Promise<RefundVerdict> {
    const { row } = work;
    const isLate = row.age_ms > this.times.send_within_ms;
    if (row.sent_ms_ago === null) return isLate ? this.tooLate(work) : this.runner.send(work, false);
    const verdict = await this.runner.lookUp(work);
    if (verdict) return verdict;
    return isLate ? this.tooLate(work) : this.runner.send(work, true);
  }

  private async tell({ row, processor }: RefundWork, verdict: RefundVerdict): Promise<Json> {
    if (verdict.state === 'completed') return outcomeOf(row);
    if (verdict.state === 'refused') throw failureOf(verdict.error);
    await this.log.release(row, faultOf(verdict.error));
    throw asTransient(verdict.error, processor.provider);
  }

  private async settledBefore(userId: string, id: string): Promise<Json> {
    const row = await this.log.find(userId, id);
    if (!row) throw new JobFailure('NOT_FOUND', 'The refund is not there any more');
    if (row.status === 'completed') return outcomeOf(row);
    if (row.status === 'failed') {
      throw new JobFailure(row.error?.code ?? 'INTERNAL', row.error?.message ?? 'It was not carried out');
    }
    throw new ResumeLater(Math.max(row.lease_left_ms, 0) + 500, 'Somebody else is at it');
  }

  private tooLate(work: RefundWork): Promise<RefundVerdict> {
    const { key: provider, label } = this.connections.providerOf(work.processor);
    const hours = Math.round(this.times.send_within_ms / 3_600_000);
    const message = `${label} has not made the refund within ${hours} hours, and it is not tried any more`;
    return this.runner.refuse(work, new ProviderError({ fault: 'rejected', provider, message }));
  }
}

function outcomeOf(row: RefundRow): Json {
  return { state: 'completed', transaction_id: row.transaction_id, refund_id: row.refund_id };
}

function failureOf(error: unknown): JobFailure {
  const { code, message } = faultOf(error);
  return new JobFailure(code, message);
}

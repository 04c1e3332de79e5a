import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/clock.js';
import { Database } from '../../../common/database/database.js';
import { faultOf } from '../../../common/outbound/fault-of.js';
import { ResumeLater } from '../../../common/outbound/resume-later.js';
import { JobFailure, JobStopped, type JobRun } from '../../jobs/jobs.api.js';
import { PaymentSink } from '../payment-sink.js';
import type { ProcessorRow } from '../processor.repository.js';
import type { ProviderConnection } from '../providers/provider.connection.js';
import type { PaymentProvider } from '../providers/provider.port.js';
import { paymentFeed, type ObservedPage } from './payment-feed.js';
import { PaymentReads, type ReadRow } from './reads.repository.js';

export interface ResourceImport {
  processor: ProcessorRow;
  provider: PaymentProvider;
  connection: ProviderConnection;
  resource: string;
  mode: 'full' | 'incremental';
  /** Give up the cursor of a broken-off read. */
  afresh: boolean;
  job: JobRun;
}

/**
 * Reads one list of one processor into the books. A batch (a page, or several small ones) and the cursor behind it are
 * committed together, so a process killed at any point goes on where it was and repeats at most one batch; the next
 * pages are fetched while one is written. Nothing is written by a run that another worker has taken over, and nothing for
 * a processor that was deleted meanwhile.
 */
@Injectable()
export class ImportEngine {
  constructor(
    private readonly database: Database,
    private readonly reads: PaymentReads,
    private readonly sink: PaymentSink,
    private readonly clock: Clock,
  ) {}

  /**
   * Gives how many records the whole read has seen. What an earlier try of the job has read to its end is not read again.
   * Throws what the provider's adapter throws, and ResumeLater.
   */
  async read(wish: ResourceImport): Promise<number> {
    const { processor, resource, job } = wish;
    const done = await this.reads.finishedBy(job.id, processor.id, resource);
    if (done !== undefined) return done;
    const read = await this.begin(wish);
    try {
      const seen = await this.pages(wish, read);
      await this.database.transaction(async () => {
        await this.holdOn(wish);
        await this.reads.complete(read);
      });
      return seen;
    } catch (error) {
      const stopped: unknown = job.signal.reason;
      if (stopped instanceof JobStopped) {
        if (stopped.why === 'cancel') await this.reads.cancel(read, job.id);
      } else if (!(error instanceof ResumeLater)) {
        await this.reads.noteFault(read, job.id, faultOf(error));
      }
      throw error;
    }
  }

  private begin({ processor, provider, resource, mode, afresh, job }: ResourceImport): Promise<ReadRow> {
    return this.database.transaction(async () => {
      await job.fence();
      return this.reads.begin({
        processor_id: processor.id,
        resource,
        job_id: job.id,
        mode,
        overlap: provider.overlapOf(resource),
        afresh,
      });
    });
  }

  private async pages(wish: ResourceImport, read: ReadRow): Promise<number> {
    const { resource, mode, since, until, cursor } = read;
    const openIds = mode === 'full' ? [] : await this.openIds(wish);
    const feed = paymentFeed(
      wish.provider.read(wish.connection, { resource, mode, since, until, cursor, open_ids: openIds }),
      this.clock,
      (page) => this.sink.prepare(page, page.observed_at),
    );
    let seen = read.seen;
    let total = read.total;
    try {
      for (let page = await feed.take(); page !== null; page = await feed.take()) {
        total = page.total ?? total;
        seen += await this.write(wish, read, page, total);
        await wish.job.progress(seen, total, resource);
      }
      return seen;
    } finally {
      feed.close();
    }
  }

  private async write(wish: ResourceImport, read: ReadRow, page: ObservedPage, total: number | null): Promise<number> {
    return this.database.transaction(async () => {
      await this.holdOn(wish);
      const counts = await this.sink.write(wish.processor, page, page.observed_at, wish.resource);
      const seen = counts.created + counts.updated + counts.unchanged + counts.bad;
      const isOurs = await this.reads.advance(read, wish.job.id, { cursor: page.cursor, total, seen, counts });
      if (!isOurs) throw new JobFailure('INVALID_STATE', 'Another import has taken this one over');
      return seen;
    });
  }

  /** In the transaction of a write: this run is still the job's, and the processor is still connected until the commit. */
  private async holdOn({ processor, job }: ResourceImport): Promise<void> {
    await job.fence();
    const row = await this.database.queryOne(
      `SELECT 1 AS held FROM payment_processors
       WHERE id = $1 AND deleted_at IS NULL AND api_credentials IS NOT NULL FOR SHARE`,
      [processor.id],
    );
    if (!row) throw new JobFailure('INVALID_STATE', 'The payment processor is not connected any more');
  }

  private async openIds({ processor, provider, resource }: ResourceImport): Promise<string[]> {
    const open = provider.opensOf(resource);
    if (open.length === 0) return [];
    return open.includes('payout')
      ? this.reads.openPayouts(processor.id)
      : this.reads.openTransactions(processor.id, open);
  }
}

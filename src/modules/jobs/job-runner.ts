import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { InjectLogger } from '../../common/logger/logger.token.js';
import { AppError } from '../../common/errors/app-error.js';
import { WorkerInstance } from '../../common/jobs/worker-instance.js';
import { runWithContext } from '../../common/logger/request-context.js';
import { ProviderError } from '../../common/outbound/provider-error.js';
import { ResumeLater } from '../../common/outbound/resume-later.js';
import { requestId } from '../../common/ids/ids.js';
import { JobQueue } from './job-queue.js';
import { JobRepository, type JobRow } from './job.repository.js';
import { JobTimes } from './job-times.js';
import { JobTypes } from './job-types.js';
import { countJob, type JobOutcome } from './job-metrics.js';
import { JobFailure, JobStopped, type JobRun } from './jobs.api.js';

const PROGRESS_EVERY_MS = 500;

/** Runs one job at a time per call: claims it, hands it to its handler, and writes down how it ended. */
@Injectable()
export class JobRunner {
  private readonly running = new Map<string, AbortController>();
  private stopping = false;

  constructor(
    private readonly jobs: JobRepository,
    private readonly types: JobTypes,
    private readonly queue: JobQueue,
    private readonly worker: WorkerInstance,
    private readonly times: JobTimes,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** Whether this process puts its jobs back and begins no other. */
  get isStopping(): boolean {
    return this.stopping;
  }

  /** Runs the job with this id if it is to be run; never throws for the job's own faults. */
  async run(jobId: string): Promise<void> {
    const job = await this.jobs.claim(jobId, this.worker.id);
    if (!job) return;
    const abort = new AbortController();
    this.running.set(job.id, abort);
    if (this.stopping) abort.abort(new JobStopped('shutdown'));
    const context = { request_id: job.request_id ?? requestId(), user_id: job.user_id, job_id: job.id };
    try {
      await runWithContext(context, async () => {
        // Wished before this run began: by somebody whose wish its last worker did not live to hear.
        await this.checkCancel(job.id);
        await this.handle(job, abort);
      });
    } finally {
      this.running.delete(job.id);
    }
  }

  /** Somebody changed the job. A database that goes away at that moment must not take the process with it. */
  heed(jobId: string): void {
    this.checkCancel(jobId).catch((error: unknown) => {
      this.logger.warn({ err: error, job_id: jobId }, 'Whether the job is to stop could not be read');
    });
  }

  /** Looks whether a running job was wished to stop. */
  private async checkCancel(jobId: string): Promise<void> {
    const abort = this.running.get(jobId);
    if (!abort || abort.signal.aborted) return;
    if (await this.jobs.cancelWished(jobId)) abort.abort(new JobStopped('cancel'));
  }

  /** Stops what runs here; the jobs go on where they were, in another process or at the next start. */
  async shutdown(): Promise<void> {
    this.stopping = true;
    for (const abort of this.running.values()) abort.abort(new JobStopped('shutdown'));
    while (this.running.size > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  private async handle(job: JobRow, abort: AbortController): Promise<void> {
    const started = performance.now();
    this.logger.info({ type: job.type, attempt: job.attempts, store_id: job.store_id }, 'Job started');
    let outcome: JobOutcome;
    try {
      abort.signal.throwIfAborted();
      const result = await this.types.handlerOf(job.type).run(this.runOf(job, abort));
      abort.signal.throwIfAborted();
      await this.jobs.succeed(job, result);
      outcome = 'succeeded';
      this.logger.info({ type: job.type, ms: Math.round(performance.now() - started) }, 'Job succeeded');
    } catch (error) {
      outcome = await this.end(job, abort.signal.aborted ? (abort.signal.reason as unknown) : error);
    }
    countJob(job.type, outcome, (performance.now() - started) / 1000);
  }

  private async end(job: JobRow, error: unknown): Promise<JobOutcome> {
    if (error instanceof JobStopped) {
      this.logger.info({ type: job.type, why: error.why }, 'Job stopped');
      if (error.why === 'cancel') await this.jobs.cancelled(job);
      if (error.why === 'shutdown') await this.putBack(job, 0, false, null);
      return 'stopped';
    }
    if (error instanceof ResumeLater) {
      await this.putBack(job, error.after_ms, false, { code: 'WAITING', message: error.reason });
      return 'put_back';
    }
    const fault = faultOf(error);
    if (fault.is_final || job.attempts >= job.max_attempts) {
      this.logger.error({ err: error, type: job.type, code: fault.code }, 'Job failed');
      await this.jobs.fail(job, fault.code, fault.message);
      return 'failed';
    }
    const delay = Math.max(fault.retry_after_ms, this.times.backoffMs(job.attempts));
    this.logger.warn({ err: error, type: job.type, code: fault.code, delay_ms: delay }, 'Job will be tried again');
    await this.putBack(job, delay, true, fault);
    return 'put_back';
  }

  private async putBack(
    job: JobRow,
    delayMs: number,
    counts: boolean,
    fault: { code: string; message: string } | null,
  ): Promise<void> {
    const key = await this.jobs.putBack(job, delayMs, counts, fault);
    if (key !== undefined) await this.queue.put({ id: job.id, type: job.type, queue_key: key, delay_ms: delayMs });
  }

  private runOf(job: JobRow, abort: AbortController): JobRun {
    let written = 0;
    return {
      id: job.id,
      user_id: job.user_id,
      store_id: job.store_id,
      payload: job.payload,
      attempt: job.attempts,
      signal: abort.signal,
      progress: async (done, total, unit) => {
        const now = performance.now();
        if (now - written < PROGRESS_EVERY_MS && done !== total) return;
        written = now;
        const verdict = await this.jobs.progress(job, done, total, unit);
        if (verdict !== 'go_on') abort.abort(new JobStopped(verdict));
        abort.signal.throwIfAborted();
      },
      fence: async () => {
        abort.signal.throwIfAborted();
        const verdict = await this.jobs.fence(job);
        if (verdict !== 'go_on') abort.abort(new JobStopped(verdict));
        abort.signal.throwIfAborted();
      },
    };
  }
}

interface Fault {
  code: string;
  message: string;
  is_final: boolean;
  retry_after_ms: number;
}

function faultOf(error: unknown): Fault {
  if (error instanceof JobFailure)
    return { code: error.code, message: error.message, is_final: true, retry_after_ms: 0 };
  if (error instanceof AppError) {
    return { code: error.code, message: error.message, is_final: error.status < 500, retry_after_ms: 0 };
  }
  if (error instanceof ProviderError) {
    const code =
      error.fault === 'auth'
        ? 'PROVIDER_AUTH_FAILED'
        : error.isTransient
          ? 'PROVIDER_UNAVAILABLE'
          : 'PROVIDER_REJECTED';
    return { code, message: error.message, is_final: !error.isTransient, retry_after_ms: error.retry_after_ms ?? 0 };
  }
  return {
    code: 'INTERNAL',
    message: 'Something went wrong on our side; it is in the log under this job’s id',
    is_final: false,
    retry_after_ms: 0,
  };
}

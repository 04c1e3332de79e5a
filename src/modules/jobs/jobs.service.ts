import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { AppError } from '../../common/errors/app-error.js';
import { currentContext } from '../../common/logger/request-context.js';
import { JobQueue } from './job-queue.js';
import { JobRepository } from './job.repository.js';
import { JobsApi, type JobView, type NewJob } from './jobs.api.js';

const LOOK_MS = 100;
/** How long a request may wait for its job. */
const MOST_WAIT_MS = 15_000;

@Injectable()
export class JobsService extends JobsApi {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobRepository,
    private readonly queue: JobQueue,
  ) {
    super();
  }

  override async start(job: NewJob): Promise<JobView> {
    const { view, queue_key: key } = await this.jobs.insert(job, currentContext()?.request_id ?? null);
    if (key !== null) {
      await this.database.afterCommit(() =>
        this.queue.put({ id: view.id, type: view.type, queue_key: key, delay_ms: job.delay_ms ?? 0 }),
      );
    }
    return view;
  }

  override async cancelOfStore(userId: string, storeId: string): Promise<void> {
    for (const id of await this.jobs.unfinishedOfStore(userId, storeId)) await this.jobs.requestCancel(userId, id);
  }

  override async cancelByKeys(userId: string, dedupeKeys: string[]): Promise<void> {
    for (const key of dedupeKeys) {
      const job = await this.jobs.unfinished(key);
      if (job) await this.jobs.requestCancel(userId, job.id);
    }
  }

  override async hasten(userId: string, dedupeKeys: string[]): Promise<void> {
    const due = await this.jobs.hasten(userId, dedupeKeys);
    await this.database.afterCommit(async () => {
      for (const job of due) await this.queue.put(job);
    });
  }

  override unfinished(dedupeKey: string): Promise<JobView | undefined> {
    return this.jobs.unfinished(dedupeKey);
  }

  override async hasEnded(dedupeKey: string, jobId: string): Promise<boolean> {
    const until = performance.now() + MOST_WAIT_MS;
    while (performance.now() < until) {
      const running = await this.jobs.unfinished(dedupeKey);
      if (running?.id !== jobId) return true;
      if (running.status === 'queued' && running.error !== null) return false;
      await sleep(LOOK_MS);
    }
    return false;
  }

  override countActive(storeId: string, types: string[]): Promise<number> {
    return this.jobs.countActive(storeId, types);
  }

  async get(userId: string, id: string): Promise<JobView> {
    const view = await this.jobs.find(userId, id);
    if (!view) throw AppError.notFound('Job');
    return view;
  }

  /** Cancels; repeating it is fine, a finished job is INVALID_STATE. */
  async cancel(userId: string, id: string): Promise<JobView> {
    const view = await this.jobs.requestCancel(userId, id);
    if (view) return view;
    const known = await this.get(userId, id);
    if (known.status === 'cancelled') return known;
    throw invalidState(known, 'cancelled', []);
  }

  /** Begins a failed or cancelled job again. */
  async retry(userId: string, id: string): Promise<JobView> {
    const view = await this.database.transaction(async () => {
      const again = await this.jobs.retry(userId, id);
      if (again) {
        await this.database.afterCommit(() =>
          this.queue.put({ id: again.view.id, type: again.view.type, queue_key: again.queue_key, delay_ms: 0 }),
        );
      }
      return again?.view;
    });
    if (view) return view;
    const known = await this.get(userId, id);
    throw invalidState(known, 'queued', known.status === 'succeeded' ? [] : ['cancelled']);
  }
}

function invalidState(job: JobView, to: string, allowed: string[]): AppError {
  return new AppError('INVALID_STATE', `A job that is ${job.status} cannot become ${to}`, {
    from: job.status,
    to,
    allowed,
  });
}

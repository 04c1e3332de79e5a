import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { WaitingError, type Job } from 'bullmq';
import type { Logger } from 'pino';
import { InjectLogger } from '../../common/logger/logger.token.js';
import { queueName } from '../../common/jobs/queue.js';
import { JobRunner } from './job-runner.js';
import { RecurringTasks } from './recurring-tasks.js';

/** The name under which the queue carries a recurring task instead of a job. */
export const RECURRING_JOB = 'recurring';

type Carried = { job_id: string } | { task: string };

abstract class LaneProcessor extends WorkerHost {
  private consumedAt = performance.now();
  private active = 0;

  constructor(
    private readonly runner: JobRunner,
    private readonly tasks: RecurringTasks,
    private readonly logger: Logger,
  ) {
    super();
  }

  override async process(job: Job<Carried>, token?: string): Promise<void> {
    if (this.runner.isStopping) return this.handBack(job, token);
    this.consumedAt = performance.now();
    this.active += 1;
    try {
      if ('task' in job.data) await this.tasks.run(job.data.task);
      else await this.runner.run(job.data.job_id);
    } finally {
      this.active -= 1;
    }
  }

  /** A worker that waits for work takes what comes even after it was paused, its own put-back jobs before all. */
  private async handBack(job: Job<Carried>, token: string | undefined): Promise<void> {
    if ('task' in job.data) return;
    await job.moveToWait(token);
    throw new WaitingError();
  }

  /** How many it has in hand. */
  get activeCount(): number {
    return this.active;
  }

  /** Milliseconds since this process last took something from the lane. */
  get idleMs(): number {
    return performance.now() - this.consumedAt;
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn({ err: error }, 'The queue had a fault; the worker goes on');
  }
}

@Processor(queueName('sync'), { autorun: false })
export class SyncLaneProcessor extends LaneProcessor {
  constructor(runner: JobRunner, tasks: RecurringTasks, @InjectLogger() logger: Logger) {
    super(runner, tasks, logger);
  }
}

@Processor(queueName('work'), { autorun: false })
export class WorkLaneProcessor extends LaneProcessor {
  constructor(runner: JobRunner, tasks: RecurringTasks, @InjectLogger() logger: Logger) {
    super(runner, tasks, logger);
  }
}

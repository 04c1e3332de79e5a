import { InjectQueue } from '@nestjs/bullmq';
import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import type { JobsOptions, Queue } from 'bullmq';
import type { Logger } from 'pino';
import { Health } from '../../common/health/health.js';
import { InjectLogger } from '../../common/logger/logger.token.js';
import { queueName, type Lane } from '../../common/jobs/queue.js';
import type { QueuedJob } from './job.repository.js';
import { JobTypes } from './job-types.js';
import { QueueReach } from './queue-reach.js';

/** Carries job ids to the workers. What it loses, the sweep puts back. */
@Injectable()
export class JobQueue implements OnModuleInit, BeforeApplicationShutdown {
  private readonly reach = new QueueReach();
  private isStopping = false;

  constructor(
    @InjectQueue(queueName('sync')) private readonly sync: Queue,
    @InjectQueue(queueName('work')) private readonly work: Queue,
    private readonly types: JobTypes,
    private readonly health: Health,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.health.add('queue', async () => {
      await this.ping();
      return [];
    });
    // Without a listener BullMQ writes a connection's end to the console.
    for (const queue of [this.sync, this.work]) {
      queue.on('error', (error) => {
        if (!this.isStopping) this.logger.warn({ err: error, queue: queue.name }, 'The queue lost its connection');
      });
    }
  }

  /** Puts an id into the queue of its type's lane. Never throws: the job's row is safe, and the sweep comes by. */
  async put(job: QueuedJob): Promise<void> {
    const lane: Lane = this.types.laneOf(job.type);
    const queue = lane === 'sync' ? this.sync : this.work;
    try {
      // The queue refuses parts of a millisecond.
      const delay = Math.ceil(job.delay_ms);
      const options = { jobId: job.queue_key, delay, removeOnComplete: true, removeOnFail: true };
      await this.reach.call(() => queue.add(job.type, { job_id: job.id }, options));
    } catch (error) {
      this.logger.warn({ err: error, job_id: job.id }, 'The queue did not take the job; the sweep will offer it again');
    }
  }

  /** Throws when the queue's store cannot be reached. */
  async ping(): Promise<{ waiting: Record<Lane, number> }> {
    const [sync, work] = await this.reach.probe(() =>
      Promise.all([this.sync.getWaitingCount(), this.work.getWaitingCount()]),
    );
    return { waiting: { sync, work } };
  }

  /** Puts a recurring task into the queue, once under `options.jobId`. Throws when the queue does not take it. */
  async putTask(name: string, data: { task: string }, options: JobsOptions): Promise<void> {
    await this.reach.call(() => this.work.add(name, data, options));
  }

  /** Whether the queue's store answers. */
  async isReachable(): Promise<boolean> {
    return this.ping().then(
      () => true,
      () => false,
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    if (await this.isReachable()) return;
    // Closing says goodbye to the store, and to one that is away that would take without end.
    for (const queue of [this.sync, this.work]) queue.closing = Promise.resolve();
  }
}

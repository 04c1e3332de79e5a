import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Queue } from 'bullmq';
import type { Logger } from 'pino';
import { Health } from '../../common/health/health.js';
import { InjectLogger } from '../../common/logger/logger.token.js';
import { queueName, type Lane } from '../../common/jobs/queue.js';
import type { QueuedJob } from './job.repository.js';
import { JobTypes } from './job-types.js';

/** Carries job ids to the workers. What it loses, the sweep puts back. */
@Injectable()
export class JobQueue implements OnModuleInit {
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
  }

  /** Puts an id into the queue of its type's lane. Never throws: the job's row is safe, and the sweep comes by. */
  async put(job: QueuedJob): Promise<void> {
    const lane: Lane = this.types.laneOf(job.type);
    const queue = lane === 'sync' ? this.sync : this.work;
    try {
      await queue.add(
        job.type,
        { job_id: job.id },
        { jobId: job.queue_key, delay: job.delay_ms, removeOnComplete: true, removeOnFail: true },
      );
    } catch (error) {
      this.logger.warn({ err: error, job_id: job.id }, 'The queue did not take the job; the sweep will offer it again');
    }
  }

  /** Throws when the queue's store cannot be reached. */
  async ping(): Promise<{ waiting: Record<Lane, number> }> {
    const [sync, work] = await Promise.all([this.sync.getWaitingCount(), this.work.getWaitingCount()]);
    return { waiting: { sync, work } };
  }
}

import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { InjectLogger } from '../../common/logger/logger.token.js';
import { Health } from '../../common/health/health.js';
import { SessionConnection } from '../../common/database/session-connection.js';
import { Recurring } from '../../common/jobs/recurring.js';
import { WorkerInstance } from '../../common/jobs/worker-instance.js';
import { SyncLaneProcessor, WorkLaneProcessor } from './job.processors.js';
import { JobQueue } from './job-queue.js';
import { JobRepository, JOB_CHANNEL } from './job.repository.js';
import { JobRunner } from './job-runner.js';
import { RecurringTimers } from './recurring-timers.js';

const SWEEP_BATCH = 500;
/** A worker that has room and lets work lie for this long is not consuming. */
const IDLE_WITH_WORK_MS = 30_000;

/** The two lanes' processors, with how many jobs each may run at a time. */
@Injectable()
export class WorkerLanes {
  constructor(
    readonly sync: SyncLaneProcessor,
    readonly work: WorkLaneProcessor,
    readonly runner: JobRunner,
    private readonly queue: JobQueue,
    private readonly concurrency: number,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  readonly all = [
    { name: 'sync', processor: this.sync, idleMs: () => this.idleMs(this.sync) },
    { name: 'work', processor: this.work, idleMs: () => this.idleMs(this.work) },
  ] as const;

  start(): void {
    for (const lane of this.all) {
      lane.processor.worker.concurrency = this.concurrency;
      void lane.processor.worker.run().catch((error: unknown) => {
        this.logger.error({ err: error, lane: lane.name }, 'The worker of a lane stopped');
      });
    }
  }

  /** Takes nothing more, stops what runs so that it can go on elsewhere, and lets go of the queue. */
  async stop(): Promise<void> {
    await Promise.all(this.all.map((lane) => lane.processor.worker.pause(true)));
    await this.runner.shutdown();
    // What BullMQ would still say to a store that is away is said to nobody: the jobs are back in their table.
    const force = !(await this.queue.isReachable());
    await Promise.all(this.all.map((lane) => lane.processor.worker.close(force)));
  }

  private idleMs(lane: SyncLaneProcessor | WorkLaneProcessor): number {
    return lane.activeCount >= this.concurrency ? 0 : lane.idleMs;
  }
}

/** This process's work: takes from the lanes, sets off recurring tasks, sweeps up what was lost, and can tell whether it works. */
@Injectable()
export class WorkerService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly lanes: WorkerLanes,
    private readonly timers: RecurringTimers,
    private readonly jobs: JobRepository,
    private readonly queue: JobQueue,
    private readonly instance: WorkerInstance,
    private readonly session: SessionConnection,
    private readonly health: Health,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.instance.register();
    await this.session.listen(JOB_CHANNEL, (id) => {
      this.lanes.runner.heed(id);
    });
    await this.timers.start();
    this.lanes.start();
    this.health.add('worker', () => this.faults());
    await this.sweep();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.timers.stop();
    await this.lanes.stop();
    await this.timers.settle();
  }

  /** Offers the queue what it should know: jobs that wait and are due, and jobs of workers that died. */
  @Recurring({ name: 'jobs.sweep', every_seconds: 5 })
  async sweep(): Promise<void> {
    await this.jobs.failKillers();
    for (const job of await this.jobs.toPutBack(SWEEP_BATCH)) await this.queue.put(job);
  }

  @Recurring({ name: 'jobs.heartbeat', every_seconds: 15 })
  async beat(): Promise<void> {
    await this.instance.beat();
  }

  /** What keeps this process from consuming; empty when it works. */
  async faults(): Promise<string[]> {
    const faults: string[] = [];
    if (!this.session.isConnected) faults.push('the worker has lost its database session');
    const { waiting } = await this.queue.ping();
    for (const lane of this.lanes.all) {
      const { worker } = lane.processor;
      // A worker that was closed still says that it runs.
      if (!worker.isRunning() || worker.closing !== undefined)
        faults.push(`the worker of the ${lane.name} lane has stopped`);
      else if (worker.isPaused()) faults.push(`the worker of the ${lane.name} lane is paused`);
      else if (waiting[lane.name] > 0 && lane.idleMs() > IDLE_WITH_WORK_MS) {
        faults.push(`the worker of the ${lane.name} lane takes nothing though ${waiting[lane.name]} jobs wait`);
      }
    }
    return faults;
  }
}

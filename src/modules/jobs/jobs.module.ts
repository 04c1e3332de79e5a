import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { Logger } from 'pino';
import { Config } from '../../common/config/config.js';
import { DATABASE_URL } from '../../common/database/database.module.js';
import { Database } from '../../common/database/database.js';
import { SessionConnection } from '../../common/database/session-connection.js';
import { queueConnection, queueName, LANES } from '../../common/jobs/queue.js';
import { WorkerInstance } from '../../common/jobs/worker-instance.js';
import { LOGGER } from '../../common/logger/logger.token.js';
import { JobEvents } from './job-events.js';
import { JobQueue } from './job-queue.js';
import { JobRepository } from './job.repository.js';
import { JobRunner } from './job-runner.js';
import { JobTimes } from './job-times.js';
import { JobTypes } from './job-types.js';
import { SyncLaneProcessor, WorkLaneProcessor } from './job.processors.js';
import { JobsApi } from './jobs.api.js';
import { JobsController } from './jobs.controller.js';
import { JobQueries } from './jobs.queries.js';
import { JobsService } from './jobs.service.js';
import { RecurringTasks } from './recurring-tasks.js';
import { RecurringTimers } from './recurring-timers.js';
import { WorkerLanes, WorkerService } from './worker.js';

const WORKER_PROVIDERS: Provider[] = [
  JobRunner,
  RecurringTasks,
  RecurringTimers,
  SyncLaneProcessor,
  WorkLaneProcessor,
  WorkerService,
  {
    provide: WorkerInstance,
    inject: [Database, SessionConnection, Config],
    useFactory: (database: Database, session: SessionConnection, config: Config) =>
      new WorkerInstance(database, session, config.role),
  },
  {
    provide: WorkerLanes,
    inject: [SyncLaneProcessor, WorkLaneProcessor, JobRunner, JobQueue, Config, LOGGER],
    useFactory: (
      sync: SyncLaneProcessor,
      work: WorkLaneProcessor,
      runner: JobRunner,
      queue: JobQueue,
      config: Config,
      logger: Logger,
    ) => new WorkerLanes(sync, work, runner, queue, config.worker_concurrency, logger),
  },
];

/** Jobs for every process; those that work get the lanes' workers and the recurring tasks as well. */
@Module({})
export class JobsModule {
  static forRole(role: Config['role']): DynamicModule {
    const works = role !== 'api';
    return {
      module: JobsModule,
      global: true,
      imports: [
        DiscoveryModule,
        BullModule.forRootAsync({
          inject: [Config, DATABASE_URL],
          useFactory: (config: Config, databaseUrl: string) => ({
            connection: queueConnection({ redis_url: config.redis_url, database_url: databaseUrl }),
            prefix: 'ksap',
          }),
        }),
        ...LANES.map((lane) => BullModule.registerQueue({ name: queueName(lane) })),
      ],
      controllers: [JobsController],
      providers: [
        JobRepository,
        JobTimes,
        JobTypes,
        JobQueue,
        JobsService,
        JobQueries,
        JobEvents,
        { provide: JobsApi, useExisting: JobsService },
        ...(works ? WORKER_PROVIDERS : []),
      ],
      exports: [JobsApi, JobQueue, ...(works ? [WorkerService] : [])],
    };
  }
}

import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { InjectLogger } from '../../../common/logger/logger.token.js';
import type { Json } from '../../../common/json.js';
import { ResumeLater } from '../../../common/outbound/resume-later.js';
import { HandlesJob, JobFailure, JobHandler, type JobRun } from '../../jobs/jobs.api.js';
import { SYNC_JOB } from '../commands/start-sync.js';
import type { SyncResource } from '../platforms/platform.connection.js';
import { StoreConnections } from '../store-connections.js';
import { StoreRepository, type StoreRow } from '../store.repository.js';
import { StoreHealth } from '../sync/store-health.js';
import { SyncEngine } from '../sync/sync-engine.js';

/** From this try on a broken-off read begins anew: its cursor itself may be what breaks. */
const AFRESH_FROM_ATTEMPT = 5;

/** Reads a store: one resource after the other, each resumable. */
@Injectable()
@HandlesJob({ type: SYNC_JOB, lane: 'sync' })
export class SyncStoreJob extends JobHandler {
  constructor(
    private readonly stores: StoreRepository,
    private readonly connections: StoreConnections,
    private readonly engine: SyncEngine,
    private readonly health: StoreHealth,
    @InjectLogger() private readonly logger: Logger,
  ) {
    super();
  }

  override async run(job: JobRun): Promise<Json> {
    const store = job.store_id ? await this.stores.find(job.user_id, job.store_id) : undefined;
    if (!store?.api_credentials) throw new JobFailure('INVALID_STATE', 'The store is not connected any more');
    const { mode, resources } = job.payload as { mode: 'full' | 'incremental'; resources: SyncResource[] };
    const platform = this.connections.platformOf(store);
    const connection = this.connections.open(store, job.signal);
    const afresh = job.attempt === AFRESH_FROM_ATTEMPT;
    const seen: Record<string, number> = {};
    try {
      for (const resource of resources) {
        seen[resource] = await this.engine.read({ store, platform, connection, resource, mode, afresh, job });
      }
    } catch (error) {
      if (!(error instanceof ResumeLater) && !job.signal.aborted) await this.noteFailure(store, error);
      throw error;
    }
    await this.health.succeeded(store);
    return { mode, seen };
  }

  /** A fault in noting the fault must not hide it. */
  private async noteFailure(store: StoreRow, error: unknown): Promise<void> {
    try {
      await this.health.failed(store, error);
    } catch (fault) {
      this.logger.error({ err: fault, store_id: store.id }, 'The failure of a sync could not be noted');
    }
  }
}

import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { JobsApi, type JobView } from '../../jobs/jobs.api.js';
import { StoreChanges, StoresApi, type StoreSummary } from '../../stores/stores.api.js';
import { ImportFaults } from './import-faults.js';
import { ImportItems } from './import-items.js';
import { ImportPlanner, type ImportSummary, type PlannedItem } from './import-planner.js';

export const IMPORT_JOB = 'products.import';
const BATCH = 200;
/** Each try waits longer; a shop that is away for hours loses no import. */
const JOB_ATTEMPTS = 40;

export interface StartedImport {
  job: JobView | null;
  summary: ImportSummary;
}

/** Takes a file of products: every row is checked first, and any fault means that nothing happens. */
@Injectable()
export class StartImport {
  constructor(
    private readonly database: Database,
    private readonly stores: StoresApi,
    private readonly changes: StoreChanges,
    private readonly planner: ImportPlanner,
    private readonly items: ImportItems,
    private readonly jobs: JobsApi,
    private readonly audit: AuditLog,
  ) {}

  /** Throws NOT_FOUND, INVALID_STATE when the store is not connected, and VALIDATION_ERROR with the faults by line and column. */
  async run(userId: string, storeId: string, path: string, isDryRun: boolean): Promise<StartedImport> {
    const store = await this.stores.get(userId, storeId);
    requireConnected(store);
    const abilities = await this.changes.abilities(userId, storeId);
    if (!abilities.catalogue) {
      throw new AppError('PROVIDER_REJECTED', 'The products of this platform cannot be changed from here', {
        provider: store.platform,
        provider_code: null,
        provider_message: null,
      });
    }
    const faults = new ImportFaults();
    const check = (take: (item: PlannedItem) => Promise<void>): Promise<ImportSummary> =>
      this.planner.plan(store, abilities, path, faults, take);
    if (isDryRun) {
      const summary = await check(async () => undefined);
      faults.throwIfAny();
      return { job: null, summary };
    }
    return this.database.transaction(async () => {
      const job = await this.jobs.start({
        type: IMPORT_JOB,
        user_id: userId,
        store_id: storeId,
        payload: {},
        max_attempts: JOB_ATTEMPTS,
      });
      await this.items.begin(job.id, userId, storeId);
      const batch: PlannedItem[] = [];
      const summary = await check(async (item) => {
        batch.push(item);
        if (batch.length >= BATCH && faults.isEmpty) await this.items.add(job.id, batch.splice(0));
      });
      faults.throwIfAny();
      await this.items.add(job.id, batch);
      await this.items.summarise(job.id, summary);
      await this.audit.record({
        user_id: userId,
        action: 'products.import_started',
        subject_type: 'store',
        subject_id: storeId,
        details: { job_id: job.id, ...summary },
      });
      return { job, summary };
    });
  }
}

function requireConnected({ connection_state: state }: StoreSummary): void {
  if (state !== 'disconnected' && state !== 'connecting') return;
  throw new AppError('INVALID_STATE', 'The store is not connected', {
    from: state,
    to: 'connected',
    allowed: ['connect'],
  });
}

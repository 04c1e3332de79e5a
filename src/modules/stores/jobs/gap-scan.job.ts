import { Injectable } from '@nestjs/common';
import type { Json } from '../../../common/json.js';
import { faultOf } from '../../../common/outbound/fault-of.js';
import { ResumeLater } from '../../../common/outbound/resume-later.js';
import { HandlesJob, JobFailure, JobHandler, JobStopped, type JobRun } from '../../jobs/jobs.api.js';
import { GAP_SCAN_JOB } from '../commands/start-gap-scan.js';
import { StoreConnections } from '../store-connections.js';
import { StoreRepository } from '../store.repository.js';
import { GapScan } from '../sync/gap-scan.js';
import { GapScanRepository } from '../sync/gap-scan.repository.js';

/** Compares a store with its shop; see {@link GapScan}. */
@Injectable()
@HandlesJob({ type: GAP_SCAN_JOB, lane: 'sync' })
export class GapScanJob extends JobHandler {
  constructor(
    private readonly stores: StoreRepository,
    private readonly connections: StoreConnections,
    private readonly scans: GapScanRepository,
    private readonly scan: GapScan,
  ) {
    super();
  }

  override async run(job: JobRun): Promise<Json> {
    const store = job.store_id ? await this.stores.find(job.user_id, job.store_id) : undefined;
    if (!store?.api_credentials) throw new JobFailure('INVALID_STATE', 'The store is not connected any more');
    const { census, label } = this.connections.platformOf(store);
    if (!census) throw new JobFailure('PROVIDER_REJECTED', `${label} cannot tell what it has`);
    const open = await this.scans.begin(store.id, job.id);
    try {
      await this.scan.run({ store, census, job, compared_at: open.compared_at }, open);
    } catch (error) {
      const stopped: unknown = job.signal.reason;
      if (stopped instanceof JobStopped) {
        if (stopped.why === 'cancel') await this.scans.cancel(open.id);
      } else if (!(error instanceof ResumeLater)) {
        const { code, message } = faultOf(error);
        await this.scans.noteFault(open.id, code, message);
      }
      throw error;
    }
    const { days, checked, missing, stale, deleted, bad } = await this.scans.result(open.id);
    return { days, checked, repaired: { missing, stale, deleted }, bad };
  }
}

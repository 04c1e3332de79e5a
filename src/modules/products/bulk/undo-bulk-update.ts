import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import type { JobView } from '../../jobs/jobs.api.js';
import { BulkRepository, type BulkRow } from './bulk.repository.js';
import { StartBulkUpdate } from './start-bulk-update.js';

/** Takes back what a bulk change has done, where nobody has changed it since. */
@Injectable()
export class UndoBulkUpdate {
  constructor(
    private readonly database: Database,
    private readonly bulks: BulkRepository,
    private readonly start: StartBulkUpdate,
    private readonly audit: AuditLog,
  ) {}

  /** Throws NOT_FOUND, and INVALID_STATE unless the job is a finished bulk update that was not undone yet. */
  async run(userId: string, jobId: string): Promise<JobView> {
    return this.database.transaction(async () => {
      const original = await this.bulks.hold(userId, jobId);
      if (original?.kind !== 'update') throw refusal('other', 'Only a bulk update can be undone');
      requireUndoable(original);
      const job = await this.start.startJob(userId, original.store_id);
      const undo = { job_id: job.id, user_id: userId, store_id: original.store_id, undo_of: original.id };
      const id = await this.bulks.insert({ ...undo, kind: 'undo', changes: {} });
      await this.bulks.addUndoItems(id, original.id);
      await this.audit.record({
        user_id: userId,
        action: 'products.bulk_update_undone',
        subject_type: 'job',
        subject_id: jobId,
        details: { store_id: original.store_id, job_id: job.id },
      });
      return job;
    });
  }
}

function requireUndoable(bulk: BulkRow): void {
  if (bulk.is_undone) throw refusal('undone', 'It was undone already');
  if (bulk.job_status === 'queued' || bulk.job_status === 'running')
    throw refusal(
      bulk.job_status,
      `A bulk update that is ${bulk.job_status} cannot be undone: cancel it, or wait for its end`,
    );
}

function refusal(from: string, message: string): AppError {
  return new AppError('INVALID_STATE', message, { from, to: 'undone', allowed: [] });
}

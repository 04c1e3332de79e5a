import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { JobsApi, type JobView } from '../../jobs/jobs.api.js';
import { ProcessorConnections } from '../processor-connections.js';
import { ProcessorRepository, type ProcessorRow } from '../processor.repository.js';

export const IMPORT_JOB = 'payments.import';

export type ImportMode = 'full' | 'incremental';

export const importKeyOf = (processorId: string, mode: ImportMode): string => `${IMPORT_JOB}:${processorId}:${mode}`;

/** Starts reading a processor as a job; while one of the same kind is under way, that one is given. */
@Injectable()
export class StartImport {
  constructor(
    private readonly database: Database,
    private readonly processors: ProcessorRepository,
    private readonly connections: ProcessorConnections,
    private readonly jobs: JobsApi,
  ) {}

  /** Throws NOT_FOUND, and INVALID_STATE for a processor that is switched off. */
  async run(userId: string, id: string, mode: ImportMode): Promise<JobView> {
    return this.database.transaction(async () => {
      const processor = await this.processors.find(userId, id, true);
      if (!processor) throw AppError.notFound('Payment processor');
      this.connections.credentialsOf(processor);
      this.connections.providerOf(processor);
      if (!processor.is_active) {
        throw new AppError('INVALID_STATE', 'The payment processor is switched off: switch it on to import', {
          from: 'inactive',
          to: 'importing',
          allowed: [],
        });
      }
      return this.start(processor, mode);
    });
  }

  /** In the open transaction, for a processor that is known to be connected. A full import brings what an incremental one would. */
  async start(processor: Pick<ProcessorRow, 'id' | 'user_id'>, mode: ImportMode): Promise<JobView> {
    const full = mode === 'incremental' ? await this.jobs.unfinished(importKeyOf(processor.id, 'full')) : undefined;
    if (full) return full;
    return this.jobs.start({
      type: IMPORT_JOB,
      user_id: processor.user_id,
      store_id: null,
      payload: { processor_id: processor.id, mode },
      dedupe_key: importKeyOf(processor.id, mode),
    });
  }
}

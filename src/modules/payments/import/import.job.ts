import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Json } from '../../../common/json.js';
import { InjectLogger } from '../../../common/logger/logger.token.js';
import { ResumeLater } from '../../../common/outbound/resume-later.js';
import { HandlesJob, JobFailure, JobHandler, JobsApi, type JobRun } from '../../jobs/jobs.api.js';
import { IMPORT_JOB, importKeyOf, type ImportMode } from '../commands/start-import.js';
import { ProcessorConnections } from '../processor-connections.js';
import { ProcessorRepository, type ProcessorRow } from '../processor.repository.js';
import { ImportCompletion } from './import-completion.js';
import { ImportEngine } from './import-engine.js';
import { ProcessorHealth } from './processor-health.js';

/** From this try on a broken-off read begins anew: its cursor itself may be what breaks. */
const AFRESH_FROM_ATTEMPT = 5;
const OTHER_IMPORT_WAIT_MS = 5_000;

/** Reads a payment processor: one list after the other, each resumable. */
@Injectable()
@HandlesJob({ type: IMPORT_JOB, lane: 'sync' })
export class ImportJob extends JobHandler {
  constructor(
    private readonly processors: ProcessorRepository,
    private readonly connections: ProcessorConnections,
    private readonly engine: ImportEngine,
    private readonly completion: ImportCompletion,
    private readonly health: ProcessorHealth,
    private readonly jobs: JobsApi,
    @InjectLogger() private readonly logger: Logger,
  ) {
    super();
  }

  override async run(job: JobRun): Promise<Json> {
    const { processor_id: id, mode } = job.payload as { processor_id: string; mode: ImportMode };
    const processor = await this.processors.find(job.user_id, id);
    if (!processor?.api_credentials) {
      throw new JobFailure('INVALID_STATE', 'The payment processor is not connected any more');
    }
    if (!processor.is_active) throw new JobFailure('INVALID_STATE', 'The payment processor is switched off');
    const covering = await this.otherImport(processor, mode);
    if (covering !== null) return { mode, covered_by: covering };
    const provider = this.connections.providerOf(processor);
    const connection = this.connections.open(processor, job.signal);
    const afresh = job.attempt === AFRESH_FROM_ATTEMPT;
    const seen: Record<string, number> = {};
    try {
      for (const resource of provider.resources) {
        seen[resource] = await this.engine.read({ processor, provider, connection, resource, mode, afresh, job });
      }
    } catch (error) {
      const isFault = !(error instanceof ResumeLater || error instanceof JobFailure) && !job.signal.aborted;
      if (isFault) await this.noteFailure(processor, error);
      throw error;
    }
    await this.completion.run(processor, job, mode);
    return { mode, seen };
  }

  /**
   * One import at a time reads a processor: an incremental one leaves it to a full one that is under way (gives its id),
   * a full one waits for an incremental one to end.
   */
  private async otherImport(processor: ProcessorRow, mode: ImportMode): Promise<string | null> {
    const other = await this.jobs.unfinished(importKeyOf(processor.id, mode === 'full' ? 'incremental' : 'full'));
    if (!other || mode === 'incremental') return other?.id ?? null;
    throw new ResumeLater(OTHER_IMPORT_WAIT_MS, 'Another import of this payment processor is under way');
  }

  /** A fault in noting the fault must not hide it. */
  private async noteFailure(processor: ProcessorRow, error: unknown): Promise<void> {
    try {
      await this.health.failed(processor, error);
    } catch (fault) {
      this.logger.error(
        { err: fault, payment_processor_id: processor.id },
        'The failure of an import could not be noted',
      );
    }
  }
}

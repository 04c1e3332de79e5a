import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { Outbox } from '../../../common/events/outbox.js';
import type { JobRun } from '../../jobs/jobs.api.js';
import { PAYMENTS_SYNCED } from '../payments.events.js';
import type { ProcessorRow } from '../processor.repository.js';
import { ProcessorHealth } from './processor-health.js';
import { PaymentReads } from './reads.repository.js';

/** What follows once every list of a processor was read. */
@Injectable()
export class ImportCompletion {
  constructor(
    private readonly database: Database,
    private readonly reads: PaymentReads,
    private readonly health: ProcessorHealth,
    private readonly outbox: Outbox,
  ) {}

  async run(processor: ProcessorRow, job: JobRun, mode: string): Promise<void> {
    await this.database.transaction(async () => {
      await job.fence();
      await this.health.succeeded(processor);
      const { created, updated } = await this.reads.broughtBy(job.id, processor.id);
      await this.outbox.add({
        type: PAYMENTS_SYNCED,
        user_id: processor.user_id,
        store_id: null,
        payload: { processor_id: processor.id, mode, created, updated },
      });
    });
  }
}

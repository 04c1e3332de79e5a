import { Injectable } from '@nestjs/common';
import type { Json } from '../../../common/json.js';
import { HandlesJob, JobFailure, JobHandler, type JobRun, JobStopped } from '../../jobs/jobs.api.js';
import { StoreChanges } from '../../stores/stores.api.js';
import { BulkChunks } from './bulk-chunks.js';
import type { BulkWork } from './bulk-work.js';
import { BulkRepository } from './bulk.repository.js';
import { LocalItems } from './local-items.js';
import { BULK_JOB } from './start-bulk-update.js';

/** Changes many products at their platform, chunk by chunk; ended at any point, it goes on where it was. */
@Injectable()
@HandlesJob({ type: BULK_JOB, lane: 'work' })
export class BulkUpdateJob extends JobHandler {
  constructor(
    private readonly bulks: BulkRepository,
    private readonly chunks: BulkChunks,
    private readonly local: LocalItems,
    private readonly changes: StoreChanges,
  ) {
    super();
  }

  override async run(run: JobRun): Promise<Json> {
    const bulk = await this.bulks.ofJob(run.id);
    if (!bulk) throw new JobFailure('NOT_FOUND', 'There is no such bulk change any more');
    if (bulk.is_undone) throw new JobFailure('INVALID_STATE', 'It was undone');
    const store = { id: bulk.store_id, user_id: bulk.user_id };
    const abilities = await this.changes.abilities(store.user_id, store.id);
    if (!abilities.catalogue)
      throw new JobFailure('PROVIDER_REJECTED', 'The platform’s products cannot be changed from here');
    const work: BulkWork = { bulk, run, store, has_stock: abilities.has_stock, signal: exceptCancel(run.signal) };
    await this.report(work);
    await this.chunks.recover(work);
    await this.local.apply(work);
    for (let more = true; more;) {
      run.signal.throwIfAborted();
      more = await this.chunks.next(work, abilities.catalogue.bulk_size);
      await this.report(work);
    }
    const { done, failed, skipped } = await this.bulks.counts(bulk.id);
    return { done, failed, skipped };
  }

  private async report({ bulk, run }: BulkWork): Promise<void> {
    const { left } = await this.bulks.counts(bulk.id);
    await run.progress(bulk.items_count - left, bulk.items_count, 'products');
  }
}

/** A person's cancel stops a bulk change between two chunks, never in the middle of one. */
function exceptCancel(signal: AbortSignal): AbortSignal {
  const control = new AbortController();
  const pass = (): void => {
    const reason: unknown = signal.reason;
    if (!(reason instanceof JobStopped && reason.why === 'cancel')) control.abort(reason);
  };
  if (signal.aborted) pass();
  else signal.addEventListener('abort', pass, { once: true });
  return control.signal;
}

import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { Outbox } from '../../../common/events/outbox.js';
import { faultOf } from '../../../common/outbound/fault-of.js';
import { ResumeLater } from '../../../common/outbound/resume-later.js';
import { JobStopped, type JobRun } from '../../jobs/jobs.api.js';
import type { PlatformConnection, SyncResource } from '../platforms/platform.connection.js';
import type { Platform, ReadPage } from '../platforms/platform.port.js';
import type { RecordOf } from '../platforms/platform.records.js';
import { STORE_SYNCED } from '../stores.events.js';
import type { StoreKey } from '../stores.api.js';
import { storeFeed } from './store-feed.js';
import { RecordWriter } from './record-writer.js';
import { RegisteredSinks } from './resource-sinks.js';
import { SyncRepository, type SyncRunRow } from './sync.repository.js';

export interface ResourceRead {
  store: StoreKey;
  platform: Platform;
  connection: PlatformConnection;
  resource: SyncResource;
  /** A resource that was never read whole is read whole, whatever is wished. */
  mode: 'full' | 'incremental';
  /** Give up the cursor of a broken-off read. */
  afresh: boolean;
  job: JobRun;
}

/**
 * Reads one resource of one store into its tables. A batch (a page, or several small ones) and the cursor behind it are
 * committed together, so a process killed at any point goes on where it was and repeats at most one batch; the next
 * pages are fetched while one is written. Nothing is written by a run that another worker has taken over.
 */
@Injectable()
export class SyncEngine {
  constructor(
    private readonly database: Database,
    private readonly sync: SyncRepository,
    private readonly sinks: RegisteredSinks,
    private readonly writer: RecordWriter,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Gives how many records the whole run has seen. What an earlier try of the job has read to its end is not read again.
   * Throws what the platform's adapter throws, and ResumeLater.
   */
  async read(read: ResourceRead): Promise<number> {
    const done = await this.sync.finishedBy(read.job.id, read.resource);
    if (done !== undefined) return done;
    const mode = (await this.sync.hasFullRead(read.store.id, read.resource)) ? read.mode : 'full';
    const run = await this.sync.begin(read.store.id, read.job.id, read.resource, mode, read.afresh);
    try {
      const seen = await this.pages(read, run);
      await this.complete(read, run);
      return seen;
    } catch (error) {
      const stopped: unknown = read.job.signal.reason;
      if (stopped instanceof JobStopped) {
        if (stopped.why === 'cancel') await this.sync.cancel(run);
      } else if (!(error instanceof ResumeLater)) {
        const { code, message } = faultOf(error);
        await this.sync.noteFault(read.store.id, run, code, message);
      }
      throw error;
    }
  }

  private async pages(read: ResourceRead, run: SyncRunRow): Promise<number> {
    const { resource } = read;
    const sink = this.sinks.get(resource);
    const feed = storeFeed(
      read.platform.read(read.connection, { resource, mode: run.mode, since: run.since, cursor: run.cursor }),
      async (records) => sink.prepare?.(records),
    );
    let seen = run.seen;
    let total = run.total;
    try {
      for (let page = await feed.take(); page !== null; page = await feed.take()) {
        total = page.total ?? total;
        seen += await this.write(read, run, page, total);
        await read.job.progress(seen, total, resource);
      }
      return seen;
    } finally {
      feed.close();
    }
  }

  private async write(
    read: ResourceRead,
    run: SyncRunRow,
    page: ReadPage<RecordOf[SyncResource]>,
    total: number | null,
  ): Promise<number> {
    const { store, resource, job } = read;
    return this.database.transaction(async () => {
      await job.fence();
      const written = await this.writer.write(store, resource, page.records);
      const deleted = page.deleted.length > 0 ? await this.sinks.get(resource).markDeleted(store, page.deleted) : 0;
      const bad = [...page.bad, ...written.bad];
      await this.sync.keepBad(store.id, resource, bad);
      const seen = page.records.length + page.bad.length;
      await this.sync.advance(
        run,
        page.cursor,
        { ...written.counts, deleted, seen, bad: bad.length },
        total,
        newestOf(page.records),
      );
      return seen;
    });
  }

  private async complete(read: ResourceRead, run: SyncRunRow): Promise<void> {
    await this.database.transaction(async () => {
      await read.job.fence();
      const counts = await this.sync.complete(read.store.id, run);
      if (counts.created + counts.updated + counts.deleted === 0) return;
      await this.outbox.add({
        type: STORE_SYNCED,
        user_id: read.store.user_id,
        store_id: read.store.id,
        payload: { resource: read.resource, ...counts },
      });
    });
  }
}

/** The latest time of change among the records, ISO 8601; null when none tells. */
function newestOf(records: RecordOf[SyncResource][]): string | null {
  let newest: string | null = null;
  for (const { platform_updated_at: time } of records) {
    if (time !== null && (newest === null || Date.parse(time) > Date.parse(newest))) newest = time;
  }
  return newest;
}

import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/clock.js';
import { Database } from '../../../common/database/database.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import type { JobRun } from '../../jobs/jobs.api.js';
import type { CensusEntry, PlatformCensus } from '../platforms/platform.writes.js';
import type { PlatformConnection, SyncResource } from '../platforms/platform.connection.js';
import { StoreConnections } from '../store-connections.js';
import type { StoreRow } from '../store.repository.js';
import type { HeldRecord, HeldRecords } from '../stores.api.js';
import { changedSince, daysIn, halves, planOf, wholeOf, type ScanPlan, type Stretch } from './gap-scan-plan.js';
import { type GapCounts, GapScanRepository, NOTHING_FOUND, type OpenScan } from './gap-scan.repository.js';
import { RecordRefresh } from './record-refresh.js';
import { RegisteredSinks } from './resource-sinks.js';
import { StoreHealth } from './store-health.js';

/** Records up to which a stretch is listed rather than parted further. */
const LISTED_AT_ONCE = 250;
/** The same where the platform cannot count: a listing tells ids and versions only. */
const LISTED_UNCOUNTED = 20_000;
/** A version that was stored this long after its own time is what became of that second, the clocks' difference included. */
const SETTLED_MS = 60_000;
/** Records that are read anew together. */
const CHUNK = 100;

export interface GapScanWork {
  store: StoreRow;
  census: PlatformCensus;
  job: JobRun;
  /** When the last complete scan began; null: there was none. */
  compared_at: string | null;
}

/**
 * Compares what we hold with what the platform has, and repairs what webhook and poll missed. First all that was changed
 * there since the last scan, whatever was heard of it; then, day by day of their creation, what there is: where counts
 * differ, and for recent days always, records are compared one by one. Those that are not here or older here are read
 * anew; of those that the platform does not list, it is asked by name whether they are gone. What was compared is written down step by
 * step: a scan that is killed goes on where it was.
 */
@Injectable()
export class GapScan {
  constructor(
    private readonly database: Database,
    private readonly scans: GapScanRepository,
    private readonly connections: StoreConnections,
    private readonly sinks: RegisteredSinks,
    private readonly records: RecordRefresh,
    private readonly health: StoreHealth,
    private readonly clock: Clock,
  ) {}

  /** Runs the scan to its end. Throws what the adapter throws, and ResumeLater. */
  async run(work: GapScanWork, scan: OpenScan): Promise<void> {
    const plan = scan.plan ?? (await this.plan(work));
    const connection = this.connections.open(work.store, work.job.signal);
    for (let stretch = plan.todo.pop(); stretch !== undefined; stretch = plan.todo.pop()) {
      const found =
        stretch.by === 'changed'
          ? await this.changed(work, connection, stretch, plan, scan)
          : await this.compare(work, connection, stretch, plan);
      await this.database.transaction(async () => {
        await work.job.fence();
        await this.scans.advance(scan.id, plan, found);
      });
      scan.days += found.days;
      await work.job.progress(scan.days, null, 'days');
    }
    await this.database.transaction(async () => {
      await work.job.fence();
      await this.scans.complete(work.store.id, scan.id, plan);
    });
  }

  private async plan({ store, census }: GapScanWork): Promise<ScanPlan> {
    const rotation = await this.scans.rotation(store.id);
    const marks = await this.scans.marks(store.id);
    // Stock last: what the products bring along is then there already.
    const plan: ScanPlan = { todo: census.stock ? [wholeOf('inventory')] : [], rotation: { ...rotation }, marks };
    const compared: SyncResource[] = [];
    for (const resource of census.resources) {
      const held = this.sinks.get(resource).held;
      if (!held) continue;
      const { stretches, rotated } = planOf(resource, this.clock.ms(), await held.oldest(store), rotation[resource]);
      plan.todo.push(...stretches.reverse());
      plan.rotation[resource] = rotated;
      compared.push(resource);
    }
    // Popped first: once nothing is missing or older here, counts differ only by what is gone there.
    for (const resource of compared) plan.todo.push(changedSince(resource, marks[resource] ?? null));
    return plan;
  }

  private async compare(
    work: GapScanWork,
    connection: PlatformConnection,
    stretch: Stretch,
    plan: ScanPlan,
  ): Promise<GapCounts> {
    if (stretch.by === 'all') return this.stock(work, connection);
    const held = this.sinks.get(stretch.resource).held;
    if (!held) return NOTHING_FOUND;
    if (stretch.by === 'list') return this.list(work, connection, stretch, held);
    const { store, census } = work;
    const theirs = await this.noting(store, () => census.count(connection, stretch.resource, stretch.from, stretch.to));
    const ours = await held.count(store, stretch.from, stretch.to);
    if (theirs === ours) return NOTHING_FOUND;
    const isSmall = theirs === null ? ours <= LISTED_UNCOUNTED : Math.max(theirs, ours) <= LISTED_AT_ONCE;
    if (daysIn(stretch) === 1 || isSmall) return this.list(work, connection, stretch, held);
    const [later, earlier] = halves(stretch);
    plan.todo.push(earlier, later);
    return NOTHING_FOUND;
  }

  /** Page by page, however much it is. The next scan begins where this one's newest change lies, but not after its start. */
  private async changed(
    work: GapScanWork,
    connection: PlatformConnection,
    { resource, from }: Stretch,
    plan: ScanPlan,
    scan: OpenScan,
  ): Promise<GapCounts> {
    const { store, census, compared_at: comparedAt } = work;
    const held = this.sinks.get(resource).held;
    if (!held) return NOTHING_FOUND;
    const counts = { ...NOTHING_FOUND };
    const pages = census.changed(connection, resource, from);
    let newest = '';
    for (;;) {
      const page = await this.noting(store, () => pages.next());
      if (page.done === true) break;
      const theirs = versionsOf(page.value);
      for (const version of theirs.values()) if (version !== null && version > newest) newest = version;
      const ours = byId(await held.list(store, from, from, [...theirs.keys()]));
      const doubtful = [...theirs].filter(([id, version]) => isDoubtful(ours.get(id), version, comparedAt));
      counts.checked += theirs.size;
      await this.readAnew(
        work,
        resource,
        doubtful.map(([id]) => id),
        counts,
      );
    }
    if (newest !== '') {
      const mark = Math.min(Date.parse(newest), Date.parse(scan.started_at));
      plan.marks[resource] = new Date(mark).toISOString();
    }
    return counts;
  }

  private async list(
    work: GapScanWork,
    connection: PlatformConnection,
    stretch: Stretch,
    held: HeldRecords,
  ): Promise<GapCounts> {
    const { store, census, compared_at: comparedAt } = work;
    const { resource, from, to } = stretch;
    const theirs = await this.noting(store, () => collect(census.list(connection, resource, from, to)));
    const rows = await held.list(store, from, to, [...theirs.keys()]);
    const ours = byId(rows);
    const doubtful = [
      ...[...theirs].filter(([id, version]) => isDoubtful(ours.get(id), version, comparedAt)).map(([id]) => id),
      ...rows.map((row) => row.platform_id).filter((id) => !theirs.has(id)),
    ];
    const counts = { ...NOTHING_FOUND, days: daysIn(stretch), checked: theirs.size };
    await this.readAnew(work, resource, doubtful, counts);
    return counts;
  }

  /** What became of the records is added to `counts`. */
  private async readAnew(
    { store, job }: GapScanWork,
    resource: SyncResource,
    platformIds: string[],
    counts: GapCounts,
  ): Promise<void> {
    for (let at = 0; at < platformIds.length; at += CHUNK) {
      const chunk = platformIds.slice(at, at + CHUNK);
      const done = await this.records.run(store, resource, chunk, job.signal, () => job.fence());
      counts.missing += done.created;
      counts.stale += done.updated;
      counts.deleted += done.deleted;
      counts.bad += done.bad;
    }
  }

  /** Stock has no versions: what is another than the platform's is stale. */
  private async stock({ store, census, job }: GapScanWork, connection: PlatformConnection): Promise<GapCounts> {
    const counts = { ...NOTHING_FOUND };
    const pages = census.stock?.(connection);
    for (;;) {
      const page = await this.noting(store, async () => pages?.next());
      if (page === undefined || page.done === true) return counts;
      const done = await this.records.keep(store, 'inventory', { records: page.value, bad: [], gone: [] }, () =>
        job.fence(),
      );
      counts.checked += page.value.length;
      counts.stale += done.updated;
      counts.bad += done.bad;
    }
  }

  private async noting<T>(store: StoreRow, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (error instanceof ProviderError && error.fault === 'auth') await this.health.failed(store, error);
      throw error;
    }
  }
}

async function collect(pages: AsyncGenerator<CensusEntry[]>): Promise<Map<string, string | null>> {
  const all: CensusEntry[] = [];
  for await (const page of pages) all.push(...page);
  return versionsOf(all);
}

/** Versions by id. What is listed twice is listed with its newest. */
function versionsOf(entries: CensusEntry[]): Map<string, string | null> {
  const all = new Map<string, string | null>();
  for (const { platform_id: id, platform_updated_at: updatedAt } of entries) {
    const known = all.get(id) ?? null;
    all.set(id, known === null || isNewer(updatedAt, known) ? updatedAt : known);
  }
  return all;
}

function byId(rows: HeldRecord[]): Map<string, HeldRecord> {
  return new Map(rows.map((row) => [row.platform_id, row]));
}

/**
 * Not here, older here, or stored so soon after it was changed that it may have changed once more within the same second:
 * platforms tell whole seconds. The latter is looked into once, by the first scan after it was stored.
 */
function isDoubtful(row: HeldRecord | undefined, version: string | null, comparedAt: string | null): boolean {
  if (row === undefined || isNewer(version, row.platform_updated_at)) return true;
  if (version === null || (comparedAt !== null && row.stored_at < comparedAt)) return false;
  return Date.parse(row.stored_at) - Date.parse(version) < SETTLED_MS;
}

/** Whole seconds: not every platform tells more in a list. */
function isNewer(time: string | null, than: string | null): boolean {
  if (time === null) return false;
  return than === null || Math.floor(Date.parse(time) / 1000) > Math.floor(Date.parse(than) / 1000);
}

import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import type { Json } from '../../../common/json.js';
import type { SyncResource } from '../platforms/platform.connection.js';
import type { BadRecord } from '../platforms/platform.port.js';
import type { RecordOf } from '../platforms/platform.records.js';
import type { StoreKey, WrittenCounts } from '../stores.api.js';
import { platformIdOf } from './platform-id.js';
import { RegisteredSinks } from './resource-sinks.js';
import { SyncRepository } from './sync.repository.js';

export interface WrittenRecords {
  counts: WrittenCounts;
  /** Those that Postgres would not take. */
  bad: BadRecord[];
}

type AnyRecord = RecordOf[SyncResource];

/** Hands records to their sink so that one that the tables refuse fails alone. */
@Injectable()
export class RecordWriter {
  constructor(
    private readonly database: Database,
    private readonly sinks: RegisteredSinks,
    private readonly sync: SyncRepository,
  ) {}

  /** Writes in the open transaction: all at once, and one by one only where that is refused. `ids`: see {@link ResourceSink}. */
  async write(
    store: StoreKey,
    resource: SyncResource,
    records: AnyRecord[],
    ids?: ReadonlyMap<string, string>,
  ): Promise<WrittenRecords> {
    const counts: WrittenCounts = { created: 0, updated: 0, unchanged: 0 };
    const bad: BadRecord[] = [];
    const write = (part: AnyRecord[]): Promise<WrittenCounts> => this.sinks.get(resource).write(store, part, ids);
    await this.writeHalves(write, resource, records, counts, bad);
    const refused = new Set(bad.map((record) => record.platform_id));
    const taken = records.map((record) => platformIdOf(resource, record)).filter((id) => !refused.has(id));
    if (taken.length > 0) await this.sync.resolveBad(store.id, resource, taken);
    return { counts, bad };
  }

  /** A refused batch is halved until the refused record stands alone. */
  private async writeHalves(
    write: (part: AnyRecord[]) => Promise<WrittenCounts>,
    resource: SyncResource,
    records: AnyRecord[],
    counts: WrittenCounts,
    bad: BadRecord[],
  ): Promise<void> {
    const [first] = records;
    if (first === undefined) return;
    try {
      const written = await this.database.savepoint(() => write(records));
      counts.created += written.created;
      counts.updated += written.updated;
      counts.unchanged += written.unchanged;
    } catch (error) {
      if (!isRefusedData(error)) throw error;
      if (records.length === 1) {
        bad.push({
          platform_id: platformIdOf(resource, first),
          reason: `cannot be stored: ${error.message}`,
          raw: first as unknown as Json,
        });
        return;
      }
      const middle = Math.ceil(records.length / 2);
      await this.writeHalves(write, resource, records.slice(0, middle), counts, bad);
      await this.writeHalves(write, resource, records.slice(middle), counts, bad);
    }
  }
}

/** SQLSTATE classes 21 (cardinality), 22 (data exception) and 23 (integrity), the store's own disappearance excepted. */
function isRefusedData(error: unknown): error is Error & { code: string } {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return (
    typeof code === 'string' && /^2[123]/.test(code) && !(code === '23503' && String(constraint).includes('store_id'))
  );
}

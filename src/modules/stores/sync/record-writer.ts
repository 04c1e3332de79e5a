import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { writeAllButRefused } from '../../../common/database/refused-rows.js';
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
    await writeAllButRefused(
      this.database,
      records,
      async (part) => {
        const written = await this.sinks.get(resource).write(store, [...part], ids);
        counts.created += written.created;
        counts.updated += written.updated;
        counts.unchanged += written.unchanged;
      },
      (record, reason) =>
        bad.push({ platform_id: platformIdOf(resource, record), reason, raw: record as unknown as Json }),
      (constraint) => constraint.includes('store_id'),
    );
    const refused = new Set(bad.map((record) => record.platform_id));
    const taken = records.map((record) => platformIdOf(resource, record)).filter((id) => !refused.has(id));
    if (taken.length > 0) await this.sync.resolveBad(store.id, resource, taken);
    return { counts, bad };
  }
}

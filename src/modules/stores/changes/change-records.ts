import { Injectable } from '@nestjs/common';
import type { PlatformConnection, SyncResource } from '../platforms/platform.connection.js';
import type { BadRecord, Platform } from '../platforms/platform.port.js';
import type { RecordOf } from '../platforms/platform.records.js';
import type { StoreKey } from '../stores.api.js';
import { RecordWriter } from '../sync/record-writer.js';
import { RegisteredSinks } from '../sync/resource-sinks.js';
import { SyncRepository } from '../sync/sync.repository.js';
import type { Touched } from './change-kinds.js';

/** Records as the platform has them now. */
export interface Fresh {
  resource: SyncResource;
  records: RecordOf[SyncResource][];
  /** Those that cannot be mapped. */
  bad: BadRecord[];
  gone: string[];
}

/** What changes have touched: read anew, and stored in the way of every sync. */
@Injectable()
export class ChangeRecords {
  constructor(
    private readonly sinks: RegisteredSinks,
    private readonly writer: RecordWriter,
    private readonly sync: SyncRepository,
  ) {}

  async read(platform: Platform, connection: PlatformConnection, touched: Touched): Promise<Fresh> {
    const { resource, platform_ids: ids, are_gone: areGone = false } = touched;
    if (areGone) return { resource, records: [], bad: [], gone: ids };
    return { resource, ...(await platform.readMany(connection, resource, ids)) };
  }

  /** In the open transaction. `ids`: which id a new row gets, by the platform's. */
  async store(store: StoreKey, fresh: Fresh, ids?: ReadonlyMap<string, string>): Promise<void> {
    const { bad } = await this.writer.write(store, fresh.resource, fresh.records, ids);
    await this.sync.keepBad(store.id, fresh.resource, [...fresh.bad, ...bad]);
    if (fresh.gone.length > 0) await this.sinks.get(fresh.resource).markDeleted(store, fresh.gone);
  }

  /** The row's id here, where its sink tells; undefined when there is none. */
  async idOf(store: StoreKey, resource: SyncResource, platformId: string): Promise<string | undefined> {
    return this.sinks.get(resource).idOf?.(store, platformId);
  }
}

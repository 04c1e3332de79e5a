import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import type { SyncResource } from '../platforms/platform.connection.js';
import type { ManyRecords } from '../platforms/platform.port.js';
import type { RecordOf } from '../platforms/platform.records.js';
import { StoreConnections } from '../store-connections.js';
import type { StoreRow } from '../store.repository.js';
import { RecordWriter } from './record-writer.js';
import { RegisteredSinks } from './resource-sinks.js';
import { StoreHealth } from './store-health.js';
import { SyncRepository } from './sync.repository.js';

export interface Refreshed {
  created: number;
  updated: number;
  unchanged: number;
  /** Rows that were taken out of the lists, as the platform says that they are gone. */
  deleted: number;
  bad: number;
}

/** Reads records anew at the platform, as they are now, and stores them in the way of every sync. */
@Injectable()
export class RecordRefresh {
  constructor(
    private readonly database: Database,
    private readonly connections: StoreConnections,
    private readonly sinks: RegisteredSinks,
    private readonly writer: RecordWriter,
    private readonly sync: SyncRepository,
    private readonly health: StoreHealth,
  ) {}

  /**
   * `within` runs in the transaction of the write, first. Throws what the adapter throws, and ResumeLater; refused
   * credentials are noted in the store.
   */
  async run(
    store: StoreRow,
    resource: SyncResource,
    platformIds: readonly string[],
    signal: AbortSignal,
    within: () => Promise<void> = () => Promise.resolve(),
  ): Promise<Refreshed> {
    const platform = this.connections.platformOf(store);
    const read = await this.noting(store, () =>
      platform.readMany(this.connections.open(store, signal), resource, platformIds),
    );
    return this.keep(store, resource, read, within);
  }

  /** Stores what was read. `within` runs in the transaction of the write, first. */
  async keep(
    store: StoreRow,
    resource: SyncResource,
    read: ManyRecords<RecordOf[SyncResource]>,
    within: () => Promise<void>,
  ): Promise<Refreshed> {
    await this.sinks.get(resource).prepare?.(read.records);
    return this.database.transaction(async () => {
      await within();
      const written = await this.writer.write(store, resource, read.records);
      const bad = [...read.bad, ...written.bad];
      await this.sync.keepBad(store.id, resource, bad);
      const deleted = read.gone.length > 0 ? await this.sinks.get(resource).markDeleted(store, read.gone) : 0;
      return { ...written.counts, deleted, bad: bad.length };
    });
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

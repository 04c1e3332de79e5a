import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { idempotencyContext } from '../../../common/http/idempotency-context.js';
import type { Json, JsonObject } from '../../../common/json.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import { ResumeLater } from '../../../common/outbound/resume-later.js';
import type { PlatformConnection, SyncResource } from '../platforms/platform.connection.js';
import type { Platform } from '../platforms/platform.port.js';
import type { RecordOf } from '../platforms/platform.records.js';
import type { PlatformLocation } from '../platforms/platform.writes.js';
import { StoreConnections } from '../store-connections.js';
import { StoreRepository, type StoreRow } from '../store.repository.js';
import {
  type BulkOutcome,
  type BulkProductChange,
  type ChangeKind,
  type ChangeObserver,
  type ChangeResult,
  type PastChange,
  StoreChanges,
  type StoreAbilities,
  type StoreChange,
  type StoreKey,
} from '../stores.api.js';
import { StoreHealth } from '../sync/store-health.js';
import { asProviderError } from './change-faults.js';
import { cannot, catalogueOf, stockOf } from './change-kinds.js';
import { ChangeObservers } from './change-observers.js';
import { ChangeRecords } from './change-records.js';
import { RunChange } from './run-change.js';
import { unsupportedIn } from './unsupported-fields.js';

/** Somebody waits for what is read at their wish no longer than this. */
const READ_MS = 30_000;
/** Products that are read anew together. */
const READ_AT_ONCE = 100;

/** What other modules ask of the shops' platforms beyond reading them. */
@Injectable()
export class StoreChangesService extends StoreChanges {
  constructor(
    private readonly runChange: RunChange,
    private readonly stores: StoreRepository,
    private readonly connections: StoreConnections,
    private readonly records: ChangeRecords,
    private readonly observers: ChangeObservers,
    private readonly health: StoreHealth,
    private readonly database: Database,
  ) {
    super();
  }

  override observe(observer: ChangeObserver): void {
    this.observers.register(observer);
  }

  override run<K extends ChangeKind>(change: StoreChange<K>): Promise<ChangeResult> {
    return this.runChange.run(change);
  }

  override latest(
    userId: string,
    storeId: string,
    subjectId: string,
    context: JsonObject,
  ): Promise<PastChange | undefined> {
    return this.runChange.latest(userId, storeId, subjectId, context);
  }

  override async current<R extends SyncResource>(
    key: StoreKey,
    resource: R,
    platformId: string,
  ): Promise<RecordOf[R] | null> {
    const record = await this.waiting(key, (platform, connection) =>
      platform.readOne(connection, resource, platformId),
    );
    const fresh = record
      ? { resource, records: [record], bad: [], gone: [] }
      : { resource, records: [], bad: [], gone: [platformId] };
    // What the platform has had all along is no effect of the request that looked at it.
    await idempotencyContext.exit(() => this.database.transaction(() => this.records.store(key, fresh)));
    return record;
  }

  override async abilities(userId: string, storeId: string): Promise<StoreAbilities> {
    const { catalogue, stock, orders } = this.connections.platformOf(await this.row(userId, storeId));
    return {
      catalogue: catalogue
        ? { bulk_size: catalogue.bulk_size, unsupported_fields: catalogue.unsupported_fields }
        : null,
      has_stock: stock !== undefined,
      orders: orders ? { moves: orders.moves, editable: orders.editable } : null,
    };
  }

  override async applyAll(
    key: StoreKey,
    changes: BulkProductChange[],
    work: { key: string; handle: Json; keep: (handle: JsonObject) => Promise<void> },
    signal: AbortSignal,
  ): Promise<BulkOutcome[]> {
    const store = await this.row(key.user_id, key.id);
    const platform = this.connections.platformOf(store);
    const catalogue = catalogueOf(platform);
    for (const { change } of changes) {
      const lacks = unsupportedIn(catalogue, change);
      if (lacks !== null) cannot(platform, lacks);
    }
    const outcomes = await this.noting(store, () =>
      catalogue.applyAll(this.connections.open(store, signal), changes, work),
    );
    const records = outcomes.flatMap(({ record }) => (record ? [record] : []));
    if (records.length > 0) {
      await this.database.transaction(() =>
        this.records.store(key, { resource: 'products', records, bad: [], gone: [] }),
      );
    }
    const untold = outcomes.filter(({ error, record }) => error === null && record === null);
    await this.readAnew(
      store,
      untold.map((outcome) => outcome.platform_product_id),
      signal,
    );
    return outcomes;
  }

  /**
   * What was changed without the platform telling how it is now. The changes are made: what cannot be read at once comes by
   * its webhook or the next poll, and must not make them look undone.
   */
  private async readAnew(store: StoreRow, ids: string[], signal: AbortSignal): Promise<void> {
    const platform = this.connections.platformOf(store);
    try {
      for (let at = 0; at < ids.length; at += READ_AT_ONCE) {
        const touched = { resource: 'products' as const, platform_ids: ids.slice(at, at + READ_AT_ONCE) };
        const fresh = await this.noting(store, () =>
          this.records.read(platform, this.connections.open(store, signal), touched),
        );
        await this.database.transaction(() => this.records.store(store, fresh));
      }
    } catch (error) {
      if (!(error instanceof ProviderError || error instanceof ResumeLater)) throw error;
    }
  }

  override locations(key: StoreKey): Promise<PlatformLocation[]> {
    return this.waiting(key, (platform, connection) => stockOf(platform).locations(connection));
  }

  /** A call that somebody waits for. */
  private async waiting<T>(
    key: StoreKey,
    call: (platform: Platform, connection: PlatformConnection) => Promise<T>,
  ): Promise<T> {
    const store = await this.row(key.user_id, key.id);
    const platform = this.connections.platformOf(store);
    const connection = this.connections.open(store, AbortSignal.timeout(READ_MS));
    try {
      return await this.noting(store, () => call(platform, connection));
    } catch (error) {
      throw asProviderError(error, platform);
    }
  }

  /** Refused credentials are noted in the store. */
  private async noting<T>(store: StoreRow, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (error instanceof ProviderError && error.fault === 'auth') await this.health.failed(store, error);
      throw error;
    }
  }

  private async row(userId: string, storeId: string): Promise<StoreRow> {
    const store = await this.stores.find(userId, storeId);
    if (!store) throw AppError.notFound('Store');
    return store;
  }
}

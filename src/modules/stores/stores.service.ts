import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { AppError } from '../../common/errors/app-error.js';
import { ProviderError } from '../../common/outbound/provider-error.js';
import type { SyncResource, WebhookDelivery } from './platforms/platform.port.js';
import type { RecordOf } from './platforms/platform.records.js';
import { StoreConnections } from './store-connections.js';
import { StoreRepository, type StoreRow } from './store.repository.js';
import { type DeliveryVerdict, StoresApi, type StoreKey, type StoreSummary } from './stores.api.js';
import { RecordWriter } from './sync/record-writer.js';
import { RegisteredSinks } from './sync/resource-sinks.js';
import { StoreHealth } from './sync/store-health.js';
import { SyncRepository } from './sync/sync.repository.js';

/** What other modules ask of stores. */
@Injectable()
export class StoresService extends StoresApi {
  constructor(
    private readonly database: Database,
    private readonly stores: StoreRepository,
    private readonly connections: StoreConnections,
    private readonly sinks: RegisteredSinks,
    private readonly writer: RecordWriter,
    private readonly sync: SyncRepository,
    private readonly health: StoreHealth,
  ) {
    super();
  }

  override async get(userId: string, storeId: string): Promise<StoreSummary> {
    return this.row(userId, storeId);
  }

  override findForPlatform(platform: string, storeId: string): Promise<StoreSummary | undefined> {
    return this.stores.findForPlatform(platform, storeId);
  }

  override async understandDelivery(key: StoreKey, delivery: WebhookDelivery): Promise<DeliveryVerdict> {
    const store = await this.row(key.user_id, key.id);
    const { webhooks } = this.connections.platformOf(store);
    const secret = this.connections.webhookSecretOf(store);
    if (!webhooks || !store.api_credentials || secret === null) return { kind: 'forged' };
    if (webhooks.isPing(delivery)) return { kind: 'ping' };
    if (!webhooks.verify(delivery, secret, this.connections.credentialsOf(store))) return { kind: 'forged' };
    const kept = [...webhooks.kept_headers, 'content-type', 'user-agent'];
    const headers = Object.fromEntries(Object.entries(delivery.headers).filter(([name]) => kept.includes(name)));
    return { kind: 'genuine', ...webhooks.understand(delivery), headers };
  }

  override async refresh(
    key: StoreKey,
    resource: SyncResource,
    platformIds: string[],
    signal: AbortSignal,
  ): Promise<void> {
    const store = await this.row(key.user_id, key.id);
    const platform = this.connections.platformOf(store);
    const connection = this.connections.open(store, signal);
    const records: RecordOf[SyncResource][] = [];
    const gone: string[] = [];
    try {
      for (const id of platformIds) {
        const record = await platform.readOne(connection, resource, id);
        if (record) records.push(record);
        else gone.push(id);
      }
    } catch (error) {
      if (error instanceof ProviderError && error.fault === 'auth') await this.health.failed(store, error);
      throw error;
    }
    await this.database.transaction(async () => {
      const { bad } = await this.writer.write(key, resource, records);
      await this.sync.keepBad(key.id, resource, bad);
      if (gone.length > 0) await this.sinks.get(resource).markDeleted(key, gone);
    });
  }

  private async row(userId: string, storeId: string): Promise<StoreRow> {
    const store = await this.stores.find(userId, storeId);
    if (!store) throw AppError.notFound('Store');
    return store;
  }
}

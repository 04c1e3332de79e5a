import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { type DeliveryKeys, OpenedSecrets } from './opened-secrets.js';
import type { SyncResource } from './platforms/platform.connection.js';
import type { WebhookDelivery } from './platforms/platform.port.js';
import { Platforms } from './platforms/platforms.js';
import { StoreConnections } from './store-connections.js';
import { StoreNotices } from './store-notices.js';
import { StoreRepository, type StoreRow } from './store.repository.js';
import {
  StoresApi,
  type StoreKey,
  type StoreNotice,
  type StoreSummary,
  type UnderstoodDelivery,
} from './stores.api.js';
import { RecordRefresh } from './sync/record-refresh.js';

/** What other modules ask of stores. */
@Injectable()
export class StoresService extends StoresApi {
  constructor(
    private readonly stores: StoreRepository,
    private readonly connections: StoreConnections,
    private readonly platforms: Platforms,
    private readonly secrets: OpenedSecrets,
    private readonly records: RecordRefresh,
    private readonly notices: StoreNotices,
  ) {
    super();
  }

  override async get(userId: string, storeId: string): Promise<StoreSummary> {
    return this.row(userId, storeId);
  }

  override async understandDelivery(
    platformKey: string,
    storeId: string,
    delivery: WebhookDelivery,
  ): Promise<UnderstoodDelivery | undefined> {
    const found = await this.secrets.get(storeId, () => this.openKeys(storeId));
    if (found?.store.platform !== platformKey) return undefined;
    const { store, keys } = found;
    const { webhooks } = this.platforms.get(store.platform);
    if (!webhooks || !keys) return { store, verdict: { kind: 'forged' } };
    if (webhooks.isPing(delivery)) return { store, verdict: { kind: 'ping' } };
    if (!webhooks.verify(delivery, keys.secret, keys.credentials)) return { store, verdict: { kind: 'forged' } };
    const kept = [...webhooks.kept_headers, 'content-type', 'user-agent'];
    const headers = Object.fromEntries(Object.entries(delivery.headers).filter(([name]) => kept.includes(name)));
    return { store, verdict: { kind: 'genuine', ...webhooks.understand(delivery), headers } };
  }

  override async refresh(
    key: StoreKey,
    resource: SyncResource,
    platformIds: string[],
    signal: AbortSignal,
  ): Promise<void> {
    await this.records.run(await this.row(key.user_id, key.id), resource, platformIds, signal);
  }

  override mailOwner(store: StoreKey, notice: StoreNotice): Promise<void> {
    return this.notices.tell(store, notice);
  }

  private async openKeys(storeId: string): Promise<DeliveryKeys | null> {
    const row = await this.stores.findById(storeId);
    if (!row) return null;
    const { id, user_id, name, platform, status, connection_state, currency, timezone } = row;
    const store = { id, user_id, name, platform, status, connection_state, currency, timezone };
    const secret = this.connections.webhookSecretOf(row);
    const isConnected = row.api_credentials !== null && secret !== null;
    return { store, keys: isConnected ? { secret, credentials: this.connections.credentialsOf(row) } : null };
  }

  private async row(userId: string, storeId: string): Promise<StoreRow> {
    const store = await this.stores.find(userId, storeId);
    if (!store) throw AppError.notFound('Store');
    return store;
  }
}

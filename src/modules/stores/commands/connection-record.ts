import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Clock } from '../../../common/clock/clock.js';
import { Config } from '../../../common/config/config.js';
import type { PlatformCredentials } from '../platforms/platform.connection.js';
import type { ShopInfo } from '../platforms/platform.port.js';
import { StoreConnections } from '../store-connections.js';
import { StoreRepository, type StoreRow } from '../store.repository.js';

const WEBHOOK_SECRET_BYTES = 32;

/** Writes down that a store is connected: sealed credentials, what the shop says of itself, audit. */
@Injectable()
export class ConnectionRecord {
  constructor(
    private readonly stores: StoreRepository,
    private readonly connections: StoreConnections,
    private readonly audit: AuditLog,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  async write(store: StoreRow, credentials: PlatformCredentials, shop: ShopInfo): Promise<void> {
    const secret =
      store.webhook_secret ??
      this.connections.seal(store, 'webhook_secret', randomBytes(WEBHOOK_SECRET_BYTES).toString('hex'));
    await this.stores.update(store.user_id, store.id, {
      api_credentials: JSON.stringify(this.connections.seal(store, 'api_credentials', JSON.stringify(credentials))),
      webhook_secret: JSON.stringify(secret),
      platform_store_id: shop.platform_store_id,
      domain: shop.domain,
      currency: shop.currency,
      timezone: shop.timezone,
      platform_warnings: JSON.stringify(shop.warnings),
      connection_state: 'connected',
      connection_error: null,
      connection_checked_at: this.clock.now(),
      failures: 0,
      failing_since: null,
      failure_notified_at: null,
      next_sync_at: new Date(this.clock.now().getTime() + this.config.sync_interval_seconds * 1000),
    });
    await this.audit.record({
      user_id: store.user_id,
      action: 'store.connected',
      subject_type: 'store',
      subject_id: store.id,
      details: { platform: store.platform, shop: shop.domain },
    });
  }
}

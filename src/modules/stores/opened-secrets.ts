import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { SessionConnection } from '../../common/database/session-connection.js';
import { SecretsCache } from '../../common/security/secrets-cache.js';
import type { PlatformCredentials } from './platforms/platform.connection.js';
import type { StoreSummary } from './stores.api.js';

/** What a delivery of a store's platform is checked against. */
export interface DeliveryKeys {
  store: StoreSummary;
  /** Null: the store is not connected. */
  keys: { secret: string; credentials: PlatformCredentials } | null;
}

/** Opened secrets of stores. */
@Injectable()
export class OpenedSecrets extends SecretsCache<DeliveryKeys> {
  constructor(database: Database, session: SessionConnection) {
    super(database, session, 'store_secrets');
  }
}

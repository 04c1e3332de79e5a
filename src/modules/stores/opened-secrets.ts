import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MemoryCache } from '../../common/cache/memory-cache.js';
import { Database } from '../../common/database/database.js';
import { SessionConnection } from '../../common/database/session-connection.js';
import type { PlatformCredentials } from './platforms/platform.connection.js';
import type { StoreSummary } from './stores.api.js';

/** What a delivery of a store's platform is checked against. */
export interface DeliveryKeys {
  store: StoreSummary;
  /** Null: the store is not connected. */
  keys: { secret: string; credentials: PlatformCredentials } | null;
}

const KEEP_SECONDS = 60;

/**
 * Opened secrets of stores, for deliveries that come by the hundred a second. Kept in the memory of this process and
 * nowhere else: the shared cache may be Redis. Whatever changes a store drops them in every process.
 */
@Injectable()
export class OpenedSecrets implements OnModuleInit {
  private readonly cache: MemoryCache;

  constructor(database: Database, session: SessionConnection) {
    this.cache = new MemoryCache(database, session);
  }

  onModuleInit(): Promise<void> {
    return this.cache.start();
  }

  /** Null: there is no such store. */
  get(storeId: string, open: () => Promise<DeliveryKeys | null>): Promise<DeliveryKeys | null> {
    return this.cache.getOrLoad(keyOf(storeId), KEEP_SECONDS, open);
  }

  /** In a transaction: once it commits. */
  forget(storeId: string): Promise<void> {
    return this.cache.drop(keyOf(storeId));
  }
}

const keyOf = (storeId: string): string => `store_secrets:${storeId.toLowerCase()}`;

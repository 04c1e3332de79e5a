import type { OnModuleInit } from '@nestjs/common';
import { MemoryCache } from '../cache/memory-cache.js';
import type { Database } from '../database/database.js';
import type { SessionConnection } from '../database/session-connection.js';

const KEEP_SECONDS = 60;

/**
 * Opened secrets of something, for deliveries that come by the hundred a second. Kept in the memory of this process and
 * nowhere else: the shared cache may be Redis. Whatever changes their owner drops them in every process.
 */
export class SecretsCache<Keys> implements OnModuleInit {
  private readonly cache: MemoryCache;

  /** @param prefix sets the keys apart from those of other caches. */
  constructor(
    database: Database,
    session: SessionConnection,
    private readonly prefix: string,
  ) {
    this.cache = new MemoryCache(database, session);
  }

  onModuleInit(): Promise<void> {
    return this.cache.start();
  }

  /** Null: there is no such owner. */
  get(ownerId: string, open: () => Promise<Keys | null>): Promise<Keys | null> {
    return this.cache.getOrLoad(this.keyOf(ownerId), KEEP_SECONDS, open);
  }

  /** In a transaction: once it commits. */
  forget(ownerId: string): Promise<void> {
    return this.cache.drop(this.keyOf(ownerId));
  }

  private keyOf(ownerId: string): string {
    return `${this.prefix}:${ownerId.toLowerCase()}`;
  }
}

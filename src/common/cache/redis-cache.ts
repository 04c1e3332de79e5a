import { Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { Database } from '../database/database.js';
import { Cache } from './cache.js';

const PREFIX = 'ksap:cache:';
/** A dropped key stays marked this long, so that a load that began before the drop cannot put the old value back. */
const TOMBSTONE = '\u0000';
const TOMBSTONE_SECONDS = 10;

/** The shared cache of several processes. While Redis is away every read goes to the loader. */
@Injectable()
export class RedisCache extends Cache {
  constructor(
    private readonly redis: Redis,
    private readonly database: Database,
    private readonly logger: Logger,
  ) {
    super();
  }

  override async getOrLoad<T>(key: string, ttlSeconds: number, load: () => Promise<T>): Promise<T> {
    const kept = await this.attempt(() => this.redis.get(PREFIX + key));
    if (kept && kept !== TOMBSTONE) return JSON.parse(kept) as T;
    const value = await load();
    if (kept === null)
      await this.attempt(() => this.redis.set(PREFIX + key, JSON.stringify(value), 'EX', ttlSeconds, 'NX'));
    return value;
  }

  override async drop(...keys: string[]): Promise<void> {
    await this.database.afterCommit(async () => {
      const pipeline = this.redis.pipeline();
      for (const key of keys) pipeline.set(PREFIX + key, TOMBSTONE, 'EX', TOMBSTONE_SECONDS);
      await this.attempt(() => pipeline.exec());
    });
  }

  private async attempt<T>(call: () => Promise<T>): Promise<T | undefined> {
    try {
      return await call();
    } catch (error) {
      this.logger.warn({ err: error }, 'Redis did not answer; going on without it');
      return undefined;
    }
  }
}

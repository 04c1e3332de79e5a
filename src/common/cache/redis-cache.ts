import { Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { Database } from '../database/database.js';
import { Cache } from './cache.js';

const PREFIX = 'ksap:cache:';
/** A dropped key stays marked this long, so that a load that began before the drop cannot put the old value back. */
const TOMBSTONE = '\u0000';
const TOMBSTONE_SECONDS = 10;
const TELL_AGAIN_MS = 10_000;

/**
 * The shared cache of several processes. While Redis is away every read goes to the loader, and what is dropped
 * meanwhile is dropped as soon as Redis is back: it may still hold what it held before.
 */
@Injectable()
export class RedisCache extends Cache {
  private readonly undropped = new Set<string>();
  private toldAt = -TELL_AGAIN_MS;

  constructor(
    private readonly redis: Redis,
    private readonly database: Database,
    private readonly logger: Logger,
  ) {
    super();
    redis.on('ready', () => void this.bury([...this.undropped]));
  }

  override async getOrLoad<T>(key: string, ttlSeconds: number, load: () => Promise<T>): Promise<T> {
    if (this.undropped.has(key)) {
      void this.bury([key]);
      return load();
    }
    const kept = await this.attempt(() => this.redis.get(PREFIX + key));
    if (kept && kept !== TOMBSTONE) return JSON.parse(kept) as T;
    const value = await load();
    if (kept === null)
      await this.attempt(() => this.redis.set(PREFIX + key, JSON.stringify(value), 'EX', ttlSeconds, 'NX'));
    return value;
  }

  override async drop(...keys: string[]): Promise<void> {
    await this.database.afterCommit(() => this.bury(keys));
  }

  private async bury(keys: string[]): Promise<void> {
    if (keys.length === 0) return;
    for (const key of keys) this.undropped.add(key);
    const pipeline = this.redis.pipeline();
    for (const key of keys) pipeline.set(PREFIX + key, TOMBSTONE, 'EX', TOMBSTONE_SECONDS);
    const results = await this.attempt(() => pipeline.exec());
    keys.forEach((key, index) => {
      if (results?.[index]?.[0] === null) this.undropped.delete(key);
    });
  }

  private async attempt<T>(call: () => Promise<T>): Promise<T | undefined> {
    try {
      return await call();
    } catch (error) {
      const now = performance.now();
      if (now - this.toldAt >= TELL_AGAIN_MS) {
        this.toldAt = now;
        this.logger.warn({ err: error }, 'Redis did not answer; going on without it');
      }
      return undefined;
    }
  }
}

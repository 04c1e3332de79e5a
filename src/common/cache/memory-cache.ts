import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Database } from '../database/database.js';
import type { SessionConnection } from '../database/session-connection.js';
import { Cache } from './cache.js';

const CHANNEL = 'ksap_cache';
const MAX_ENTRIES = 20_000;

interface Kept {
  value: unknown;
}

/** An LRU in this process, kept in step with the other processes by NOTIFY. */
@Injectable()
export class MemoryCache extends Cache {
  private readonly entries = new LRUCache<string, Kept>({ max: MAX_ENTRIES });
  private readonly loading = new Map<string, Set<{ stale: boolean }>>();

  constructor(
    private readonly database: Database,
    private readonly session: SessionConnection,
  ) {
    super();
  }

  /** Begins to hear what other processes drop. Until then nothing is kept. */
  async start(): Promise<void> {
    await this.session.listen(CHANNEL, (payload) => {
      this.forget(JSON.parse(payload) as string[]);
    });
    this.session.onReconnect(() => {
      this.forgetAll();
    });
  }

  override async getOrLoad<T>(key: string, ttlSeconds: number, load: () => Promise<T>): Promise<T> {
    const kept = this.entries.get(key);
    if (kept) return kept.value as T;
    const mark = { stale: false };
    const marks = this.loading.get(key) ?? new Set();
    this.loading.set(key, marks.add(mark));
    try {
      const value = await load();
      if (!mark.stale && this.session.isConnected) this.entries.set(key, { value }, { ttl: ttlSeconds * 1000 });
      return value;
    } finally {
      marks.delete(mark);
      if (marks.size === 0) this.loading.delete(key);
    }
  }

  override async drop(...keys: string[]): Promise<void> {
    await this.database.notify(CHANNEL, JSON.stringify(keys));
    await this.database.afterCommit(() => {
      this.forget(keys);
    });
  }

  private forget(keys: string[]): void {
    for (const key of keys) {
      this.entries.delete(key);
      for (const mark of this.loading.get(key) ?? []) mark.stale = true;
    }
  }

  private forgetAll(): void {
    this.entries.clear();
    for (const marks of this.loading.values()) for (const mark of marks) mark.stale = true;
  }
}

/**
 * Answers kept for a while. Postgres holds the truth: a cache may forget anything at any time,
 * and losing it loses nothing.
 */
export abstract class Cache {
  /**
   * The value under `key`, loaded when it is not there. A value whose key is dropped while it is being
   * loaded is handed to its caller but not kept: what is kept is never older than the last drop.
   * Values must survive JSON.
   */
  abstract getOrLoad<T>(key: string, ttlSeconds: number, load: () => Promise<T>): Promise<T>;

  /** Forgets keys, in every process. In a transaction: once it commits. */
  abstract drop(...keys: string[]): Promise<void>;
}

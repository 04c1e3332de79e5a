import type { OutboundClient } from '../../../common/outbound/outbound-client.js';

export const PLATFORM_KEYS = ['shopify', 'woocommerce', 'magento'] as const;
export type PlatformKey = (typeof PLATFORM_KEYS)[number];

export const SYNC_RESOURCES = ['products', 'orders', 'inventory', 'customers'] as const;
export type SyncResource = (typeof SYNC_RESOURCES)[number];

/** Opened credentials: plain strings, kept in memory only for the call. */
export type PlatformCredentials = Record<string, string>;

/** What an adapter is given for each piece of work. */
export interface PlatformConnection {
  store_id: string;
  credentials: PlatformCredentials;
  http: OutboundClient;
  signal: AbortSignal;
  /** The store's own rate budget; call `take` before and `learn` after each call to the platform. */
  budget: RateBudget;
  /**
   * Waits. A short wait (≤ 5 s) sleeps, abortable; a longer one throws ResumeLater, which the engine
   * turns into a delayed run from the last cursor, so that a waiting store holds no worker.
   */
  pause(ms: number): Promise<void>;
}

export interface RateBudget {
  /** Waits until `cost` units are free. Units are the platform's: calls, or Shopify's cost points. */
  take(cost: number, signal?: AbortSignal): Promise<void>;
  /** What the platform itself said is left. */
  learn(state: { available: number; capacity: number; restore_per_second: number }): void;
  /** The platform said: not before this many milliseconds. */
  blockFor(ms: number): void;
}

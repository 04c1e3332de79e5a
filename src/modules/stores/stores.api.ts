import type { PlatformKey, SyncResource, WebhookDelivery } from './platforms/platform.port.js';
import type { RecordOf } from './platforms/platform.records.js';

export { PLATFORM_KEYS, SYNC_RESOURCES } from './platforms/platform.port.js';
export type { BadRecord, PlatformKey, SyncResource, WebhookDelivery } from './platforms/platform.port.js';
export type {
  OrderFulfillmentStatus,
  OrderPaymentStatus,
  OrderStatus,
  PlatformAddress,
  PlatformCustomer,
  PlatformInventory,
  PlatformOrder,
  PlatformProduct,
  RecordOf,
} from './platforms/platform.records.js';

export interface StoreSummary {
  id: string;
  user_id: string;
  name: string;
  platform: PlatformKey;
  status: string;
  connection_state: string;
  currency: string | null;
  timezone: string | null;
}

/** A store, as what is written into it needs it. */
export interface StoreKey {
  id: string;
  user_id: string;
}

export interface WrittenCounts {
  created: number;
  updated: number;
  /** Nothing to write: the row already says it, or says something newer. */
  unchanged: number;
}

/**
 * Where the records of a resource end, whichever way they came in (full import, poll, webhook). Implemented by
 * the module that owns the tables and registered with {@link ResourceSinks}. Its writes are called in a transaction.
 */
export abstract class ResourceSink<R extends SyncResource = SyncResource> {
  abstract readonly resource: R;

  /**
   * Upserts in a few statements for the whole batch. Idempotent: a record that says what the row says is not
   * written, and one whose `platform_updated_at` is older than the row's never overwrites it. A record may come
   * twice in a batch; the newer wins.
   */
  abstract write(store: StoreKey, records: RecordOf[R][]): Promise<WrittenCounts>;

  /** What can be done for `write` before it: called, outside of any transaction, while other records are written. */
  prepare?(records: RecordOf[R][]): Promise<void>;

  /** The platform says that these are gone. Gives how many rows that changed. */
  abstract markDeleted(store: StoreKey, platformIds: string[]): Promise<number>;
}

/** The sinks, by resource; each owning module registers its own when it starts. */
export abstract class ResourceSinks {
  abstract register(sink: ResourceSink): void;
}

/** What other modules may ask of stores. */
export abstract class StoresApi {
  /** The user's store; throws NOT_FOUND for an unknown one and for another user's. */
  abstract get(userId: string, storeId: string): Promise<StoreSummary>;

  /** For a caller that no user stands behind (a platform's delivery); undefined when there is no such store. */
  abstract findForPlatform(platform: string, storeId: string): Promise<StoreSummary | undefined>;

  /** Checks a delivery against the store's secret; says what it means. */
  abstract understandDelivery(store: StoreKey, delivery: WebhookDelivery): Promise<DeliveryVerdict>;

  /** Reads records anew at the platform and writes them through their sink; ids that are gone are marked deleted. */
  abstract refresh(store: StoreKey, resource: SyncResource, platformIds: string[], signal: AbortSignal): Promise<void>;
}

export type DeliveryVerdict =
  | { kind: 'forged' }
  | { kind: 'ping' }
  | {
      kind: 'genuine';
      delivery_id: string;
      topic: string;
      resource: SyncResource | null;
      platform_id: string | null;
      change: 'upsert' | 'delete';
      /** Those of the delivery's headers that may be kept. */
      headers: Record<string, string>;
    };

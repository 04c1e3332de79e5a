import type { PlatformKey, SyncResource } from './platforms/platform.connection.js';
import type { WebhookDelivery } from './platforms/platform.port.js';
import type { OrderStatus, RecordOf } from './platforms/platform.records.js';
import type {
  BulkOutcome,
  BulkProductChange,
  OrderEdit,
  PlatformLocation,
  ProductValues,
  VariantValues,
} from './platforms/platform.writes.js';
import type { Json, JsonObject } from '../../common/json.js';
import type { ChangeKind, ChangeResult, PastChange, SettledChange, StoreChange } from './changes/changes.types.js';

export { PLATFORM_KEYS, SYNC_RESOURCES } from './platforms/platform.connection.js';
export type { PlatformKey, SyncResource } from './platforms/platform.connection.js';
export type { BadRecord, WebhookDelivery } from './platforms/platform.port.js';
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

export type {
  BulkOutcome,
  BulkProductChange,
  CancelRequest,
  FulfillmentRequest,
  OrderEdit,
  PlatformLocation,
  ProductChange,
  ProductDraft,
  ProductValues,
  RefundNote,
  StockChange,
  StockOutcome,
  Tracking,
  TrackingChange,
  VariantChange,
  VariantValues,
} from './platforms/platform.writes.js';

export type {
  ChangeKind,
  ChangeOf,
  ChangeResult,
  NewStock,
  PastChange,
  SettledChange,
  StoreChange,
} from './changes/changes.types.js';

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
   * `ids`: the id that a row not known yet gets, by the platform's id, for a record that was made from here.
   */
  abstract write(store: StoreKey, records: RecordOf[R][], ids?: ReadonlyMap<string, string>): Promise<WrittenCounts>;

  /** The row's id, for a resource whose records can be made from here; undefined when there is none. */
  idOf?(store: StoreKey, platformId: string): Promise<string | undefined>;

  /** What can be done for `write` before it: called, outside of any transaction, while other records are written. */
  prepare?(records: RecordOf[R][]): Promise<void>;

  /** For comparing what is held with what the platform has; a resource without it is not compared. */
  readonly held?: HeldRecords;

  /** The platform says that these are gone. Gives how many rows that changed. */
  abstract markDeleted(store: StoreKey, platformIds: string[]): Promise<number>;
}

export interface HeldRecord {
  platform_id: string;
  /** ISO 8601 UTC. */
  platform_updated_at: string | null;
  /** When this version was stored here, ISO 8601 UTC. */
  stored_at: string;
}

/** What is held of a store's records, by when they were created at the platform (ISO 8601 UTC; `to` exclusive). Deleted ones are not held. */
export interface HeldRecords {
  count(store: StoreKey, from: string, to: string): Promise<number>;
  /** Those created in that time, and those with these ids whenever they were. */
  list(store: StoreKey, from: string, to: string, platformIds: string[]): Promise<HeldRecord[]>;
  oldest(store: StoreKey): Promise<string | null>;
}

/** The sinks, by resource; each owning module registers its own when it starts. */
export abstract class ResourceSinks {
  abstract register(sink: ResourceSink): void;
}

/** What other modules may ask of stores. */
export abstract class StoresApi {
  /** The user's store; throws NOT_FOUND for an unknown one and for another user's. */
  abstract get(userId: string, storeId: string): Promise<StoreSummary>;

  /**
   * For a caller that no user stands behind: checks a delivery of the platform against the store's secret, and says what
   * it means. Undefined when the platform has no such store.
   */
  abstract understandDelivery(
    platform: string,
    storeId: string,
    delivery: WebhookDelivery,
  ): Promise<UnderstoodDelivery | undefined>;

  /**
   * Reads records anew at the platform, in as few calls as it lets, and writes them through their sink; ids that are gone
   * are marked deleted. Throws ProviderError, ResumeLater, NOT_FOUND, INVALID_STATE for a store that is not connected.
   */
  abstract refresh(store: StoreKey, resource: SyncResource, platformIds: string[], signal: AbortSignal): Promise<void>;

  /** Mails the store's owner about a failure of theirs, if they want such mails; in the open transaction. */
  abstract mailOwner(store: StoreKey, notice: StoreNotice): Promise<void>;
}

/** A mail to a store's owner; greeting and form are the stores module's. */
export interface StoreNotice {
  kind: string;
  subject: string;
  paragraphs: string[];
}

/** How a store's inbox of deliveries stands, for its sync status. Times are ISO 8601 UTC. */
export interface InboxStanding {
  last_delivery_at: string | null;
  /** Stored and not worked off yet. */
  waiting: number;
  /** Given up: a person should look. */
  dead: number;
}

/** Implemented by the module that owns the inbox, and registered with {@link DeliveryInboxes}. */
export abstract class DeliveryInboxStatus {
  abstract standing(storeId: string): Promise<InboxStanding>;
}

/** Where the owner of the inbox tells that it is there. */
export abstract class DeliveryInboxes {
  abstract register(inbox: DeliveryInboxStatus): void;
}

export interface UnderstoodDelivery {
  store: StoreSummary;
  verdict: DeliveryVerdict;
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

/** What the store's platform can be asked; null: not at all. */
export interface StoreAbilities {
  catalogue: { bulk_size: number; unsupported_fields: readonly (keyof ProductValues | keyof VariantValues)[] } | null;
  has_stock: boolean;
  orders: { moves: readonly OrderStatus[]; editable: readonly (keyof OrderEdit)[] } | null;
}

/** Told in the transaction that settles a change, after the platform's record was stored. One per kind. */
export abstract class ChangeObserver<K extends ChangeKind = ChangeKind> {
  abstract readonly kind: K;
  abstract settled(change: SettledChange<K>): Promise<void>;
}

/**
 * The one way in which a change goes to a platform, exactly once whatever happens: it is written down before it is sent; an
 * answer that was not heard is looked up before anything is sent again; a process that dies in the middle leaves it to another.
 */
export abstract class StoreChanges {
  abstract observe(observer: ChangeObserver): void;

  /**
   * Sends the change and waits for the answer. Throws ProviderError when the platform refused it or was not reached
   * (nothing changed there), CONFLICT while another change of the same subject is under way, INVALID_STATE when the store is not
   * connected, PROVIDER_REJECTED when the platform has no such capability. Must not be called in a transaction.
   */
  abstract run<K extends ChangeKind>(change: StoreChange<K>): Promise<ChangeResult>;

  /** The newest change of the subject whose context has these values; undefined: none was begun in the last 30 days. */
  abstract latest(
    userId: string,
    storeId: string,
    subjectId: string,
    context: JsonObject,
  ): Promise<PastChange | undefined>;

  /** Reads a record anew at the platform, stores it through its sink, and gives it; null when it is gone (and marked so). */
  abstract current<R extends SyncResource>(
    store: StoreKey,
    resource: R,
    platformId: string,
  ): Promise<RecordOf[R] | null>;

  /** Throws NOT_FOUND for an unknown store and for another user's. */
  abstract abilities(userId: string, storeId: string): Promise<StoreAbilities>;

  /**
   * See `PlatformCatalogue.applyAll`; products are stored as the platform answered with them, or as they are when read anew
   * where it did not. For jobs; at most `bulk_size`.
   */
  abstract applyAll(
    store: StoreKey,
    changes: BulkProductChange[],
    work: { key: string; handle: Json; keep: (handle: JsonObject) => Promise<void> },
    signal: AbortSignal,
  ): Promise<BulkOutcome[]>;

  abstract locations(store: StoreKey): Promise<PlatformLocation[]>;
}

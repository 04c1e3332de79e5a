import type { DomainEvent } from '../../common/events/domain-event.js';
import type { SyncResource } from './platforms/platform.connection.js';

/** What others may listen to. `store_id` and `user_id` of the event say whose it is. */
export const STORE_CONNECTED = 'stores.connected';
export const STORE_DISCONNECTED = 'stores.disconnected';
export const STORE_DELETED = 'stores.deleted';
export const STORE_CONNECTION_FAILED = 'stores.connection_failed';
export const STORE_SYNCED = 'stores.synced';
export const STORE_SYNC_FAILED = 'stores.sync_failed';

export type StoreConnected = DomainEvent<{ platform: string; name: string }>;
export type StoreDisconnected = DomainEvent<{ name: string }>;
export type StoreDeleted = DomainEvent<{ name: string }>;
export type StoreConnectionFailed = DomainEvent<{ name: string; code: string; message: string }>;
/** A read of a resource ended; counts of this run. */
export type StoreSynced = DomainEvent<{ resource: SyncResource; created: number; updated: number; deleted: number }>;
/** The store could not be read; it is tried again by itself. */
export type StoreSyncFailed = DomainEvent<{ name: string; state: string; code: string; message: string }>;

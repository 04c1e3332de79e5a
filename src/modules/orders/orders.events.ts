import type { DomainEvent } from '../../common/events/domain-event.js';

/** Orders came in or changed, whichever way; one event a batch. */
export const ORDERS_CHANGED = 'orders.changed';
export const ORDERS_DELETED = 'orders.deleted';

export type OrdersChanged = DomainEvent<{ created: string[]; updated: string[] }>;
export type OrdersDeleted = DomainEvent<{ deleted: string[] }>;

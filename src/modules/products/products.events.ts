import type { DomainEvent } from '../../common/events/domain-event.js';

/** Products came in or changed, whichever way; one event a batch. */
export const PRODUCTS_CHANGED = 'products.changed';
export const PRODUCTS_DELETED = 'products.deleted';

export type ProductsChanged = DomainEvent<{ created: string[]; updated: string[] }>;
export type ProductsDeleted = DomainEvent<{ deleted: string[] }>;

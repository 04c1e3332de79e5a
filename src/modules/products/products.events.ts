import type { DomainEvent } from '../../common/events/domain-event.js';
import type { JsonObject } from '../../common/json.js';

/** Products came in or changed, whichever way; one event a batch. */
export const PRODUCTS_CHANGED = 'products.changed';
export const PRODUCTS_DELETED = 'products.deleted';

export type ProductsChanged = DomainEvent<{ created: string[]; updated: string[] }>;
export type ProductsDeleted = DomainEvent<{ deleted: string[] }>;

/** Variants whose stock fell from above the store's `low_stock_threshold` to it or below; once per fall. */
export const INVENTORY_LOW = 'inventory.low';

export interface LowVariant extends JsonObject {
  variant_id: string;
  product_id: string;
  product_title: string;
  variant_title: string | null;
  sku: string | null;
  available: number;
  threshold: number;
}
export type InventoryLow = DomainEvent<{ variants: LowVariant[] }>;

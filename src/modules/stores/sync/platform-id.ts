import type { SyncResource } from '../platforms/platform.connection.js';
import type { RecordOf } from '../platforms/platform.records.js';

const ID_FIELDS = {
  products: 'platform_product_id',
  orders: 'platform_order_id',
  inventory: 'platform_variant_id',
  customers: 'platform_customer_id',
} as const;

/** The platform's id of a record. */
export function platformIdOf(resource: SyncResource, record: RecordOf[SyncResource]): string {
  const fields = record as unknown as Record<string, unknown>;
  // Stock that is told by SKU alone is named by it.
  return String(fields[ID_FIELDS[resource]] ?? fields.sku);
}

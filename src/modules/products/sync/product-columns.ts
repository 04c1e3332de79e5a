import type { BatchColumns } from '../../../common/database/batch-upsert.js';
import type { PlatformProduct } from '../../stores/stores.api.js';

/** A product's own columns in a batch, with their types. */
export const PRODUCT_COLUMNS = {
  id: 'uuid',
  platform_product_id: 'text',
  title: 'text',
  description: 'text',
  handle: 'text',
  url: 'text',
  price: 'numeric',
  compare_at_price: 'numeric',
  cost_per_item: 'numeric',
  sku: 'text',
  barcode: 'text',
  inventory_quantity: 'integer',
  track_inventory: 'boolean',
  weight: 'numeric',
  weight_unit: 'text',
  images: 'jsonb',
  tags: 'jsonb',
  vendor: 'text',
  product_type: 'text',
  status: 'text',
  platform_status: 'text',
  platform_created_at: 'timestamptz',
  created_at: 'timestamptz',
  platform_updated_at: 'timestamptz',
  content_hash: 'bytea',
} as const satisfies BatchColumns;

/** The product's row as the batch carries it; variants go to their own table. */
export function productRow(
  id: string,
  product: PlatformProduct,
  contentHash: string,
): Record<keyof typeof PRODUCT_COLUMNS, unknown> {
  const { variants: _variants, ...own } = product;
  return {
    ...own,
    id,
    created_at: product.platform_created_at ?? new Date(0).toISOString(),
    content_hash: contentHash,
  };
}

export const VARIANT_COLUMNS = {
  id: 'uuid',
  product_id: 'uuid',
  platform_variant_id: 'text',
  platform_inventory_item_id: 'text',
  title: 'text',
  sku: 'text',
  barcode: 'text',
  price: 'numeric',
  compare_at_price: 'numeric',
  cost_per_item: 'numeric',
  inventory_quantity: 'integer',
  track_inventory: 'boolean',
  weight: 'numeric',
  weight_unit: 'text',
  options: 'jsonb',
  position: 'integer',
  image_url: 'text',
} as const satisfies BatchColumns;

export const LEVEL_COLUMNS = {
  variant_id: 'uuid',
  platform_location_id: 'text',
  location_name: 'text',
  available: 'integer',
} as const satisfies BatchColumns;

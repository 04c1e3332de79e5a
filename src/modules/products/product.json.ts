import { moneyText } from '../../common/database/money-sql.js';
import { iso } from '../../common/database/sql.js';

const money = (column: string): string => moneyText(column, 'store.currency');

const VARIANTS = `(
  SELECT coalesce(json_agg(json_build_object(
    'id', v.id, 'platform_variant_id', v.platform_variant_id, 'title', v.title, 'sku', v.sku, 'barcode', v.barcode,
    'price', ${money('v.price')}, 'compare_at_price', ${money('v.compare_at_price')}, 'cost_per_item', ${money('v.cost_per_item')},
    'inventory_quantity', v.inventory_quantity, 'track_inventory', v.track_inventory, 'weight', trim_scale(v.weight)::text,
    'weight_unit', v.weight_unit, 'options', v.options, 'position', v.position, 'image_url', v.image_url,
    'inventory_levels', (
      SELECT coalesce(json_agg(json_build_object('platform_location_id', l.platform_location_id, 'location_name', l.location_name,
                                                 'available', l.available) ORDER BY l.platform_location_id), '[]')
      FROM inventory_levels l WHERE l.variant_id = v.id))
    ORDER BY v.position, v.id), '[]')
  FROM product_variants v WHERE v.product_id = r.id)`;

/** Joins of a product's JSON: the store says the currency. */
export const PRODUCT_JOINS = 'JOIN stores store ON store.id = r.store_id';

/** SQL of a product as the wire shows it; the row's alias is `r`. */
export const PRODUCT_JSON = `
  json_build_object(
    'id', r.id, 'store_id', r.store_id, 'platform_product_id', r.platform_product_id, 'title', r.title,
    'description', r.description, 'handle', r.handle, 'url', r.url, 'currency', store.currency,
    'price', ${money('r.price')}, 'compare_at_price', ${money('r.compare_at_price')}, 'cost_per_item', ${money('r.cost_per_item')},
    'sku', r.sku, 'barcode', r.barcode, 'inventory_quantity', r.inventory_quantity, 'track_inventory', r.track_inventory,
    'weight', trim_scale(r.weight)::text, 'weight_unit', r.weight_unit, 'images', r.images, 'tags', r.tags, 'vendor', r.vendor,
    'product_type', r.product_type, 'status', r.status, 'platform_status', r.platform_status,
    'created_at', ${iso('r.created_at')}, 'updated_at', ${iso('r.updated_at')}, 'platform_updated_at', ${iso('r.platform_updated_at')},
    'variants', ${VARIANTS})`;

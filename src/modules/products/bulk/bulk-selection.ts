import { Injectable } from '@nestjs/common';
import { moneyText } from '../../../common/database/money-sql.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { type ProductFilter, productFilters } from '../product-filters.js';
import type { BulkProduct } from './bulk-rules.js';

/** A selection by filter may be this large. */
const MAX_SELECTED = 50_000;
const BATCH = 1_000;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

const money = (column: string): string => moneyText(column, 'store.currency');

/** A product as bulk rules want it; the row's alias is `r`. */
const BULK_PRODUCT = `json_build_object(
  'id', r.id, 'platform_product_id', r.platform_product_id, 'title', r.title, 'status', r.status,
  'tags', coalesce(r.tags, '[]'), 'vendor', r.vendor, 'product_type', r.product_type,
  'variants', (
    SELECT coalesce(json_agg(json_build_object(
      'id', v.id, 'platform_variant_id', v.platform_variant_id, 'title', v.title, 'price', ${money('v.price')},
      'compare_at_price', ${money('v.compare_at_price')}, 'cost_per_item', ${money('v.cost_per_item')},
      'inventory_quantity', v.inventory_quantity, 'track_inventory', v.track_inventory,
      'locations', (SELECT count(*) FROM inventory_levels l WHERE l.variant_id = v.id))
      ORDER BY v.position, v.id), '[]')
    FROM product_variants v WHERE v.product_id = r.id))`;

/** Reads the products that a bulk change is about. */
@Injectable()
export class BulkSelection {
  constructor(private readonly database: Database) {}

  /** All that are selected, batch by batch. Throws VALIDATION_ERROR for unknown ids and for too many products. */
  async *read(
    userId: string,
    storeId: string,
    selection: { ids?: string[]; filter?: ProductFilter },
  ): AsyncGenerator<BulkProduct[]> {
    const filters = productFilters(userId, storeId, selection.filter ?? {});
    const ids = selection.ids && [...new Set(selection.ids.map((id) => id.toLowerCase()))];
    if (ids) {
      await this.requireKnown(userId, storeId, ids);
      filters.add('r.id = ANY($?::uuid[])', ids);
    }
    let after = FIRST_ID;
    for (let seen = 0; ;) {
      const place = `$${filters.parameters.length + 1}`;
      const rows = await this.database.query<{ product: BulkProduct }>(
        `SELECT ${BULK_PRODUCT} AS product FROM products r JOIN stores store ON store.id = r.store_id
         WHERE ${filters.conditions.join(' AND ')} AND r.id > ${place}::uuid ORDER BY r.id LIMIT ${BATCH}`,
        [...filters.parameters, after],
      );
      const products = rows.map(({ product }) => product);
      seen += products.length;
      if (seen > MAX_SELECTED)
        throw AppError.validation([
          { field: 'selection.filter', reason: `selects more than ${MAX_SELECTED} products: narrow it` },
        ]);
      if (products.length > 0) yield products;
      if (products.length < BATCH) return;
      after = products.at(-1)?.id ?? after;
    }
  }

  /** Products of the store as they are here now, by id; those that are gone are left out. */
  async present(storeId: string, ids: string[]): Promise<Map<string, BulkProduct>> {
    const rows = await this.database.query<{ product: BulkProduct }>(
      `SELECT ${BULK_PRODUCT} AS product FROM products r JOIN stores store ON store.id = r.store_id
       WHERE r.store_id = $1 AND r.id = ANY($2::uuid[]) AND r.deleted_at IS NULL`,
      [storeId, ids],
    );
    return new Map(rows.map(({ product }) => [product.id, product]));
  }

  private async requireKnown(userId: string, storeId: string, ids: string[]): Promise<void> {
    const rows = await this.database.query<{ id: string }>(
      'SELECT id FROM products WHERE user_id = $1 AND store_id = $2 AND id = ANY($3::uuid[]) AND deleted_at IS NULL',
      [userId, storeId, ids],
    );
    const known = new Set(rows.map(({ id }) => id));
    const faults = ids.flatMap((id, index) =>
      known.has(id) ? [] : [{ field: `selection.ids.${index}`, reason: 'no such product in this store' }],
    );
    if (faults.length > 0) throw AppError.validation(faults);
  }
}

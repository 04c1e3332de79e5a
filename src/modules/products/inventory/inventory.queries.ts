import { Injectable } from '@nestjs/common';
import { iso } from '../../../common/database/sql.js';
import { Database } from '../../../common/database/database.js';
import { KeysetLists } from '../../../common/http/keyset-list.js';
import { containing, ListFilters } from '../../../common/http/list-filters.js';
import type { RawJson } from '../../../common/http/reply.js';
import type { InventoryListQueryDto } from './inventory.dto.js';

const THRESHOLD = `(store.settings->>'low_stock_threshold')::integer`;
const ITEM = `json_build_object(
  'variant_id', r.id, 'product_id', r.product_id, 'product_title', product.title, 'variant_title', r.title, 'sku', r.sku,
  'platform_variant_id', r.platform_variant_id, 'track_inventory', r.track_inventory, 'inventory_quantity', r.inventory_quantity,
  'low', r.track_inventory AND coalesce(r.inventory_quantity <= ${THRESHOLD}, false),
  'inventory_levels', (
    SELECT coalesce(json_agg(json_build_object('platform_location_id', l.platform_location_id, 'location_name', l.location_name,
                                               'available', l.available) ORDER BY l.platform_location_id), '[]')
    FROM inventory_levels l WHERE l.variant_id = r.id),
  'updated_at', ${iso('r.updated_at')})`;

const SORTS = {
  created_at: { expression: 'r.created_at', type: 'timestamptz' },
  inventory_quantity: { expression: 'coalesce(r.inventory_quantity, 0)', type: 'integer' },
};

/** What lies where, variant by variant. */
@Injectable()
export class InventoryQueries {
  constructor(
    private readonly database: Database,
    private readonly lists: KeysetLists,
  ) {}

  /** The variants of a store that is known to be the user's. */
  async list(userId: string, storeId: string, query: InventoryListQueryDto): Promise<RawJson> {
    const filters = new ListFilters()
      .add('r.store_id = $?', storeId)
      .add(
        'EXISTS (SELECT 1 FROM products p WHERE p.id = r.product_id AND p.user_id = $? AND p.deleted_at IS NULL)',
        userId,
      )
      .search('r.sku = $?', query.sku)
      .search(
        'EXISTS (SELECT 1 FROM inventory_levels l WHERE l.variant_id = r.id AND l.platform_location_id = $?)',
        query.location_id,
      );
    const text = query.q?.normalize('NFC').trim().toLowerCase();
    if (text !== undefined && text !== '')
      filters.search(
        'EXISTS (SELECT 1 FROM products p WHERE p.id = r.product_id AND p.search_text LIKE $?) OR lower(r.sku) LIKE $?',
        containing(text),
      );
    if (query.low !== undefined) this.addLow(filters, query.low, await this.thresholdOf(storeId));
    return this.lists.read({
      scope: `inventory:${storeId}`,
      table: 'product_variants',
      item: ITEM,
      joins: 'JOIN products product ON product.id = r.product_id JOIN stores store ON store.id = r.store_id',
      conditions: filters.conditions.map((condition) => `(${condition})`),
      parameters: filters.parameters,
      is_search: filters.is_search,
      sorts: SORTS,
      sort: query.sort,
      limit: query.limit,
      cursor: query.cursor,
      include_total: query.include_total,
    });
  }

  private addLow(filters: ListFilters, isLow: boolean, threshold: number | null): void {
    const low = 'r.track_inventory AND coalesce(r.inventory_quantity <= $?::integer, false)';
    filters.search(isLow ? low : `NOT (${low})`, threshold);
  }

  private async thresholdOf(storeId: string): Promise<number | null> {
    const row = await this.database.queryOne<{ threshold: number | null }>(
      `SELECT ${THRESHOLD} AS threshold FROM stores store WHERE id = $1`,
      [storeId],
    );
    return row?.threshold ?? null;
  }
}

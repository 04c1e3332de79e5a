import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { AppError } from '../../common/errors/app-error.js';
import { etagOf } from '../../common/http/etag.js';
import { KeysetLists } from '../../common/http/keyset-list.js';
import { RawJson } from '../../common/http/reply.js';
import { productFilters } from './product-filters.js';
import { PRODUCT_JOINS, PRODUCT_JSON } from './product.json.js';
import type { ProductListQueryDto } from './products.dto.js';

const SORTS = {
  created_at: { expression: 'r.created_at', type: 'timestamptz' },
  updated_at: { expression: 'r.updated_at', type: 'timestamptz' },
  title: { expression: 'r.title', type: 'text' },
  price: { expression: 'coalesce(r.price, 0)', type: 'numeric' },
  inventory_quantity: { expression: 'coalesce(r.inventory_quantity, 0)', type: 'integer' },
};

@Injectable()
export class ProductQueries {
  constructor(
    private readonly database: Database,
    private readonly lists: KeysetLists,
  ) {}

  /** The products of a store that is known to be the user's. */
  list(userId: string, storeId: string, query: ProductListQueryDto): Promise<RawJson> {
    const filters = productFilters(userId, storeId, query);
    return this.lists.read({
      scope: `products:${storeId}`,
      table: 'products',
      item: PRODUCT_JSON,
      joins: PRODUCT_JOINS,
      conditions: filters.conditions,
      parameters: filters.parameters,
      is_search: filters.is_search,
      sorts: SORTS,
      sort: query.sort,
      limit: query.limit,
      cursor: query.cursor,
      include_total: query.include_total,
    });
  }

  async get(userId: string, storeId: string, id: string): Promise<{ product: RawJson; etag: string }> {
    const rows = await this.database.prepared<[string, string]>(
      `SELECT (${PRODUCT_JSON})::text, r.updated_at::text FROM products r ${PRODUCT_JOINS}
       WHERE r.user_id = $1 AND r.store_id = $2 AND r.id = $3 AND r.deleted_at IS NULL`,
      [userId, storeId, id],
    );
    const [row] = rows;
    if (!row) throw AppError.notFound('Product');
    return { product: new RawJson(row[0]), etag: etagOf(id, row[1]) };
  }
}

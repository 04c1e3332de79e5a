import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { PRODUCT_JOINS, PRODUCT_JSON } from './product.json.js';
import { ProductsApi } from './products.api.js';

/** What other modules ask of products. */
@Injectable()
export class ProductsService extends ProductsApi {
  constructor(private readonly database: Database) {
    super();
  }

  override async views(userId: string, ids: string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<{ id: string; json: string }>(
      `SELECT r.id, (${PRODUCT_JSON})::text AS json FROM products r ${PRODUCT_JOINS}
       WHERE r.id = ANY($2::uuid[]) AND r.user_id = $1 AND r.deleted_at IS NULL`,
      [userId, ids],
    );
    return new Map(rows.map(({ id, json }) => [id, json]));
  }
}

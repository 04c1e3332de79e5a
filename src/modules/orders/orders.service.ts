import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { ORDER_JOINS, ORDER_WITH_ITEMS_JSON } from './order.json.js';
import { OrdersApi } from './orders.api.js';

/** What other modules ask of orders. */
@Injectable()
export class OrdersService extends OrdersApi {
  constructor(private readonly database: Database) {
    super();
  }

  override async views(userId: string, ids: string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<{ id: string; json: string }>(
      `SELECT r.id, (${ORDER_WITH_ITEMS_JSON})::text AS json FROM orders r ${ORDER_JOINS}
       WHERE r.id = ANY($2::uuid[]) AND r.user_id = $1 AND r.deleted_at IS NULL`,
      [userId, ids],
    );
    return new Map(rows.map(({ id, json }) => [id, json]));
  }
}

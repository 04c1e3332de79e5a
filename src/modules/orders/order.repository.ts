import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { moneyText } from '../../common/database/money-sql.js';
import { iso } from '../../common/database/sql.js';
import { etagOf } from '../../common/http/etag.js';
import type { OrderStatus } from '../stores/stores.api.js';
import type { OrderVersion } from './order.version.js';

const LINES = `(
  SELECT coalesce(json_agg(json_build_object('id', i.id, 'platform_item_id', i.platform_item_id, 'title', i.title,
    'quantity', i.quantity, 'fulfilled_quantity', i.fulfilled_quantity, 'refunded_quantity', i.refunded_quantity)
    ORDER BY i.position, i.id), '[]')
  FROM order_items i WHERE i.order_id = r.id)`;

const SHIPMENTS = `(
  SELECT coalesce(json_agg(json_build_object('id', f.id, 'platform_fulfillment_id', f.platform_fulfillment_id,
    'status', f.status, 'carrier', f.carrier, 'tracking_number', f.tracking_number, 'tracking_url', f.tracking_url,
    'items', f.items) ORDER BY f.shipped_at NULLS LAST, f.created_at, f.id), '[]')
  FROM fulfillments f WHERE f.order_id = r.id)`;

const VERSION = `
  SELECT r.id, r.store_id, r.user_id, store.platform, r.platform_order_id, r.order_number, coalesce(r.status, 'pending') AS status,
         r.payment_status, r.fulfillment_status, ${moneyText('r.total_amount', 'r.currency')} AS total_amount, r.currency, r.notes,
         coalesce(r.tags, '[]') AS tags, ${iso('r.updated_at')} AS updated_at, r.updated_at::text AS version,
         ${iso('r.platform_updated_at')} AS platform_updated_at, clock_timestamp()::text AS read_at,
         ${LINES} AS lines, ${SHIPMENTS} AS shipments
  FROM orders r JOIN stores store ON store.id = r.store_id
  WHERE r.user_id = $1 AND r.id = $2 AND r.deleted_at IS NULL`;

/** Orders as their writes need them. */
@Injectable()
export class OrderRepository {
  constructor(private readonly database: Database) {}

  /** Undefined for an unknown order, another user's, and one that is gone. */
  async version(userId: string, id: string): Promise<OrderVersion | undefined> {
    return this.read(VERSION, userId, id);
  }

  /** The same, holding the order's row until the open transaction ends. */
  async locked(userId: string, id: string): Promise<OrderVersion | undefined> {
    return this.read(`${VERSION} FOR UPDATE OF r`, userId, id);
  }

  /** A status of ours alone: a newer version from the platform overrides it. */
  async setStatus(id: string, status: OrderStatus): Promise<void> {
    await this.database.execute(
      `UPDATE orders SET status = $2::text, updated_at = clock_timestamp(),
              cancelled_at = CASE WHEN $2::text = 'cancelled' THEN coalesce(cancelled_at, now()) ELSE cancelled_at END
       WHERE id = $1`,
      [id, status],
    );
  }

  /** Something of the order changed that stands in other rows: it is another version. */
  async touch(id: string): Promise<void> {
    await this.database.execute('UPDATE orders SET updated_at = clock_timestamp() WHERE id = $1', [id]);
  }

  private async read(sql: string, userId: string, id: string): Promise<OrderVersion | undefined> {
    const row = await this.database.queryOne<Omit<OrderVersion, 'etag'> & { version: string }>(sql, [userId, id]);
    if (!row) return undefined;
    const { version, ...order } = row;
    return { ...order, etag: etagOf(id, version) };
  }
}

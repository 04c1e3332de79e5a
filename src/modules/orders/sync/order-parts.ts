import { Injectable } from '@nestjs/common';
import { batchUpsertSql } from '../../../common/database/batch-upsert.js';
import { Database } from '../../../common/database/database.js';
import type { WrittenRow } from '../../../common/database/versioned-table.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import type { PlatformOrder, StoreKey } from '../../stores/stores.api.js';
import { FULFILLMENT_COLUMNS, ITEM_COLUMNS, REFUND_COLUMNS } from './order-columns.js';

/**
 * Shopify takes a product off its orders' lines when it is deleted, and says nothing of it: what a line was of stays known
 * here, whether its order is read once more or not.
 */
function unlessOfAnother(column: string): string {
  return `CASE WHEN excluded.platform_product_id <> order_items.platform_product_id THEN excluded.${column}
               ELSE coalesce(excluded.${column}, order_items.${column}) END`;
}

const UPSERT_ITEMS = batchUpsertSql({
  table: 'order_items',
  columns: ITEM_COLUMNS,
  fixed: { store_id: '$2::uuid' },
  computed: { product_id: 'product.id', variant_id: 'variant.id' },
  joins: `
    LEFT JOIN products product ON product.store_id = $2 AND product.platform_product_id = input.platform_product_id
    LEFT JOIN product_variants variant ON variant.product_id = product.id AND variant.platform_variant_id = input.platform_variant_id`,
  key: ['order_id', 'platform_item_id'],
  keep: ['id', 'store_id'],
  merge: Object.fromEntries(
    ['platform_product_id', 'platform_variant_id', 'product_id', 'variant_id'].map((name) => [
      name,
      unlessOfAnother(name),
    ]),
  ),
});

const UPSERT_FULFILLMENTS = batchUpsertSql({
  table: 'fulfillments',
  columns: FULFILLMENT_COLUMNS,
  key: ['order_id', 'platform_fulfillment_id'],
  keep: ['id'],
  touch: { updated_at: 'clock_timestamp()' },
});

const UPSERT_REFUNDS = batchUpsertSql({
  table: 'refunds',
  columns: REFUND_COLUMNS,
  key: ['order_id', 'platform_refund_id'],
  keep: ['id'],
});

/** Lines, fulfilments and refunds of written orders: brought to what the platform says, and no more than that. */
@Injectable()
export class OrderParts {
  constructor(private readonly database: Database) {}

  async write(store: StoreKey, orders: WrittenRow<PlatformOrder>[]): Promise<void> {
    const items = orders.flatMap(({ id, record: order }) =>
      order.items.map((item, index) => ({ ...item, id: uuidv7(), order_id: id, position: index + 1 })),
    );
    const fulfillments = orders.flatMap(({ id, record: order }) =>
      order.fulfillments.map((part) => ({ ...part, id: uuidv7(), order_id: id })),
    );
    const refunds = orders.flatMap(({ id, record: order }) =>
      order.refunds.map((part) => ({ ...part, id: uuidv7(), order_id: id })),
    );
    const known = orders.filter((order) => !order.is_new).map((order) => order.id);
    if (known.length > 0) {
      await this.removeMissing('order_items', 'platform_item_id', known, items);
      await this.removeMissing('fulfillments', 'platform_fulfillment_id', known, fulfillments);
      await this.removeMissing('refunds', 'platform_refund_id', known, refunds);
    }
    if (items.length > 0) await this.database.execute(UPSERT_ITEMS, [JSON.stringify(items), store.id]);
    if (fulfillments.length > 0) await this.database.execute(UPSERT_FULFILLMENTS, [JSON.stringify(fulfillments)]);
    if (refunds.length > 0) await this.database.execute(UPSERT_REFUNDS, [JSON.stringify(refunds)]);
  }

  /** What the platform no longer has of an order goes; rows without a platform id are our own and stay. */
  private async removeMissing(
    table: string,
    idColumn: string,
    orderIds: string[],
    present: { order_id: string }[],
  ): Promise<void> {
    await this.database.execute(
      `DELETE FROM ${table} part WHERE part.order_id = ANY($1) AND part.${idColumn} IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM json_to_recordset($2::json) AS present (order_id uuid, ${idColumn} text)
                         WHERE present.order_id = part.order_id AND present.${idColumn} = part.${idColumn})`,
      [orderIds, JSON.stringify(present)],
    );
  }
}

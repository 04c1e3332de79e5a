import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { Outbox } from '../../../common/events/outbox.js';
import type { StoreKey } from '../../stores/stores.api.js';
import { INVENTORY_LOW, type LowVariant } from '../products.events.js';

/** Wakes the mailing of alerts. */
export const LOW_STOCK_CHANNEL = 'ksap_low_stock';

/** Products whose stock is about to be written. */
export interface Watched {
  store: StoreKey;
  threshold: number;
  /** Tracked variants' quantities before the write, by id. */
  before: Map<string, number>;
}

interface Quantity {
  id: string;
  product_id: string;
  quantity: number;
}

/**
 * Sees variants fall to their store's threshold or below, in the transaction that writes their stock: what was above it
 * before the write and is not after it. A variant that is new has not fallen.
 */
@Injectable()
export class LowStock {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** Before the write, and locked for it: of two writes of the same fall only the first sees it. Null: the store has no threshold, or none of the products is known. */
  async watch(
    store: StoreKey,
    which: { product_ids: string[] } | { platform_product_ids: string[] },
  ): Promise<Watched | null> {
    const [column, ids] =
      'product_ids' in which
        ? ['product.id = ANY($2::uuid[])', which.product_ids]
        : ['product.platform_product_id = ANY($2::text[])', which.platform_product_ids];
    if (ids.length === 0) return null;
    const settings = await this.database.queryOne<{ threshold: number | null }>(
      `SELECT (settings->>'low_stock_threshold')::integer AS threshold FROM stores WHERE id = $1`,
      [store.id],
    );
    const threshold = settings?.threshold ?? null;
    if (threshold === null) return null;
    const rows = await this.database.query<Quantity>(
      `SELECT variant.id, variant.inventory_quantity AS quantity
       FROM products product JOIN product_variants variant ON variant.product_id = product.id
       WHERE product.store_id = $1 AND ${column} AND variant.track_inventory AND variant.inventory_quantity IS NOT NULL
       ORDER BY variant.id FOR UPDATE OF variant`,
      [store.id, ids],
    );
    return { store, threshold, before: new Map(rows.map(({ id, quantity }) => [id, quantity])) };
  }

  /** After the write, in the same transaction. */
  async tell(watched: Watched | null): Promise<void> {
    if (watched === null || watched.before.size === 0) return;
    const { store, threshold, before } = watched;
    const now = await this.database.query<Quantity>(
      `SELECT id, product_id, inventory_quantity AS quantity FROM product_variants
       WHERE id = ANY($1::uuid[]) AND track_inventory AND inventory_quantity IS NOT NULL`,
      [[...before.keys()]],
    );
    const risen = now.filter(({ id, quantity }) => (before.get(id) ?? 0) <= threshold && quantity > threshold);
    const fallen = now.filter(({ id, quantity }) => (before.get(id) ?? 0) > threshold && quantity <= threshold);
    if (risen.length > 0)
      await this.database.execute('DELETE FROM low_stock_alerts WHERE variant_id = ANY($1::uuid[])', [
        risen.map(({ id }) => id),
      ]);
    if (fallen.length > 0) await this.alert(store, threshold, fallen);
  }

  private async alert(store: StoreKey, threshold: number, fallen: Quantity[]): Promise<void> {
    const variants = await this.database.query<LowVariant>(
      `INSERT INTO low_stock_alerts AS alert (variant_id, store_id, available, threshold)
       SELECT id, $2, inventory_quantity, $3 FROM product_variants WHERE id = ANY($1::uuid[])
       ON CONFLICT (variant_id) DO UPDATE SET available = excluded.available, threshold = excluded.threshold
       RETURNING variant_id, available, threshold,
         (SELECT product_id FROM product_variants WHERE id = alert.variant_id) AS product_id,
         (SELECT product.title FROM product_variants v JOIN products product ON product.id = v.product_id
          WHERE v.id = alert.variant_id) AS product_title,
         (SELECT title FROM product_variants WHERE id = alert.variant_id) AS variant_title,
         (SELECT sku FROM product_variants WHERE id = alert.variant_id) AS sku`,
      [fallen.map(({ id }) => id), store.id, threshold],
    );
    await this.outbox.add({ type: INVENTORY_LOW, user_id: store.user_id, store_id: store.id, payload: { variants } });
    await this.database.notify(LOW_STOCK_CHANNEL, '');
  }
}

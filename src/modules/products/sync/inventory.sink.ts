import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { Outbox } from '../../../common/events/outbox.js';
import {
  type PlatformInventory,
  ResourceSink,
  ResourceSinks,
  type StoreKey,
  type WrittenCounts,
} from '../../stores/stores.api.js';
import { LowStock } from '../inventory/low-stock.js';
import { PRODUCTS_CHANGED } from '../products.events.js';
import { VariantWriter } from './variant-writer.js';

/** A variant whose stock is another than its record says. */
interface Differing {
  variant_id: string;
  product_id: string;
  /** The record's index. */
  place: number;
  track_inventory: boolean;
}

type StockChange = Omit<Differing, 'place'> & { record: PlatformInventory };

/** Those of the records' variants, of live products where the SKU names them, that differ; locked. */
const DIFFERING = `
  WITH input AS (
    SELECT * FROM json_to_recordset($2::json)
      AS record (place integer, platform_variant_id text, sku text, quantity integer, is_tracked boolean, levels jsonb)),
  named AS (
    SELECT input.place, variant.id FROM input
      JOIN product_variants variant ON variant.store_id = $1 AND variant.platform_variant_id = input.platform_variant_id
    UNION ALL
    SELECT input.place, variant.id FROM input
      JOIN product_variants variant ON variant.store_id = $1 AND variant.sku = input.sku
      JOIN products product ON product.id = variant.product_id AND product.deleted_at IS NULL)
  SELECT variant.id AS variant_id, variant.product_id, input.place, coalesce(input.is_tracked, true) AS track_inventory
  FROM named JOIN input ON input.place = named.place JOIN product_variants variant ON variant.id = named.id
  WHERE (input.is_tracked IS NOT NULL OR variant.track_inventory)
    AND ((variant.inventory_quantity, variant.track_inventory) IS DISTINCT FROM (input.quantity, coalesce(input.is_tracked, true))
      OR input.levels IS DISTINCT FROM (SELECT coalesce(jsonb_object_agg(level.platform_location_id, level.available), '{}')
                                        FROM inventory_levels level WHERE level.variant_id = variant.id))
  ORDER BY variant.id, input.place FOR UPDATE OF variant`;

/**
 * Where stock that is read apart from its product ends. A variant that is not known (yet) is passed over:
 * its product brings its stock along. Whole shops' stock comes by here again and again: only what differs is touched.
 */
@Injectable()
export class InventorySink extends ResourceSink<'inventory'> implements OnModuleInit {
  override readonly resource = 'inventory';

  constructor(
    private readonly database: Database,
    private readonly variants: VariantWriter,
    private readonly lowStock: LowStock,
    private readonly outbox: Outbox,
    private readonly sinks: ResourceSinks,
  ) {
    super();
  }

  onModuleInit(): void {
    this.sinks.register(this);
  }

  override async write(store: StoreKey, records: PlatformInventory[]): Promise<WrittenCounts> {
    const changes = await this.changes(store, records);
    if (changes.length > 0) {
      const products = [...new Set(changes.map((change) => change.product_id))];
      const watched = await this.lowStock.watch(store, { product_ids: products });
      await this.updateVariants(changes);
      await this.variants.writeLevels(
        changes.map(({ variant_id, record }) => ({ variant_id, levels: record.inventory_levels })),
      );
      await this.sumUp(store, products);
      await this.lowStock.tell(watched);
    }
    return { created: 0, updated: changes.length, unchanged: Math.max(records.length - changes.length, 0) };
  }

  /** The platform has no stock apart from products; a deleted variant goes with its product. */
  override markDeleted(): Promise<number> {
    return Promise.resolve(0);
  }

  private async changes(store: StoreKey, records: PlatformInventory[]): Promise<StockChange[]> {
    const input = records.map((record, place) => ({
      place,
      platform_variant_id: record.platform_variant_id,
      sku: record.platform_variant_id === null ? record.sku : null,
      quantity: record.inventory_quantity,
      is_tracked: record.track_inventory,
      levels: Object.fromEntries(record.inventory_levels.map((one) => [one.platform_location_id, one.available])),
    }));
    const rows = await this.database.query<Differing>(DIFFERING, [store.id, JSON.stringify(input)]);
    const changes = new Map<string, StockChange>();
    for (const { place, ...row } of rows) {
      const record = records[place];
      if (record) changes.set(row.variant_id, { ...row, record });
    }
    return [...changes.values()];
  }

  private async updateVariants(changes: StockChange[]): Promise<void> {
    const rows = changes.map(({ variant_id, track_inventory, record }) => ({
      variant_id,
      track_inventory,
      inventory_quantity: record.inventory_quantity,
    }));
    await this.database.execute(
      `UPDATE product_variants variant
       SET inventory_quantity = input.inventory_quantity, track_inventory = input.track_inventory, updated_at = clock_timestamp()
       FROM json_to_recordset($1::json) AS input (variant_id uuid, inventory_quantity integer, track_inventory boolean)
       WHERE variant.id = input.variant_id`,
      [JSON.stringify(rows)],
    );
  }

  /** Without its hash, the product takes whatever is read of it next: its stock is not what that hash was made of. */
  private async sumUp(store: StoreKey, productIds: string[]): Promise<void> {
    await this.database.execute(
      `UPDATE products product SET inventory_quantity = stock.quantity, track_inventory = stock.is_tracked,
              updated_at = clock_timestamp(), content_hash = NULL
       FROM (SELECT product_id, coalesce(sum(inventory_quantity) FILTER (WHERE track_inventory), 0)::integer AS quantity,
                    bool_or(track_inventory) AS is_tracked
             FROM product_variants WHERE product_id = ANY($2) GROUP BY product_id) stock
       WHERE product.store_id = $1 AND product.id = stock.product_id`,
      [store.id, productIds],
    );
    await this.outbox.add({
      type: PRODUCTS_CHANGED,
      user_id: store.user_id,
      store_id: store.id,
      payload: { created: [], updated: productIds },
    });
  }
}

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

/**
 * Where stock that is read apart from its product ends. A variant that is not known (yet) is passed over:
 * its product brings its stock along.
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
    const byVariant = new Map(records.map((record) => [record.platform_variant_id, record]));
    const known = await this.database.query<{ id: string; product_id: string; platform_variant_id: string }>(
      `SELECT variant.id, variant.product_id, variant.platform_variant_id FROM product_variants variant
       WHERE variant.store_id = $1 AND variant.platform_variant_id = ANY($2)
       ORDER BY variant.id FOR UPDATE`,
      [store.id, [...byVariant.keys()]],
    );
    const watched = await this.lowStock.watch(store, {
      product_ids: [...new Set(known.map((variant) => variant.product_id))],
    });
    const changed = await this.updateVariants(store, [...byVariant.values()]);
    await this.variants.writeLevels(
      known.map(({ id, platform_variant_id: platformId }) => ({
        variant_id: id,
        levels: byVariant.get(platformId)?.inventory_levels ?? [],
      })),
    );
    const products = [...new Set(known.filter(({ id }) => changed.has(id)).map((variant) => variant.product_id))];
    if (products.length > 0) await this.sumUp(store, products);
    await this.lowStock.tell(watched);
    return { created: 0, updated: changed.size, unchanged: records.length - changed.size };
  }

  /** The platform has no stock apart from products; a deleted variant goes with its product. */
  override markDeleted(): Promise<number> {
    return Promise.resolve(0);
  }

  private async updateVariants(store: StoreKey, records: PlatformInventory[]): Promise<Set<string>> {
    const rows = await this.database.query<{ id: string }>(
      `UPDATE product_variants variant
       SET inventory_quantity = input.inventory_quantity, track_inventory = input.track_inventory, updated_at = clock_timestamp()
       FROM json_to_recordset($2::json) AS input (platform_variant_id text, inventory_quantity integer, track_inventory boolean)
       WHERE variant.store_id = $1 AND variant.platform_variant_id = input.platform_variant_id
         AND (variant.inventory_quantity, variant.track_inventory) IS DISTINCT FROM (input.inventory_quantity, input.track_inventory)
       RETURNING variant.id`,
      [store.id, JSON.stringify(records)],
    );
    return new Set(rows.map((row) => row.id));
  }

  private async sumUp(store: StoreKey, productIds: string[]): Promise<void> {
    const updated = await this.database.query<{ id: string }>(
      `UPDATE products product SET inventory_quantity = stock.quantity, track_inventory = stock.is_tracked, updated_at = clock_timestamp(),
              content_hash = NULL
       FROM (SELECT product_id, coalesce(sum(inventory_quantity) FILTER (WHERE track_inventory), 0)::integer AS quantity,
                    bool_or(track_inventory) AS is_tracked
             FROM product_variants WHERE product_id = ANY($2) GROUP BY product_id) stock
       WHERE product.store_id = $1 AND product.id = stock.product_id
         AND (product.inventory_quantity, product.track_inventory) IS DISTINCT FROM (stock.quantity, stock.is_tracked)
       RETURNING product.id`,
      [store.id, productIds],
    );
    if (updated.length === 0) return;
    await this.outbox.add({
      type: PRODUCTS_CHANGED,
      user_id: store.user_id,
      store_id: store.id,
      payload: { created: [], updated: updated.map((row) => row.id) },
    });
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { Outbox } from '../../../common/events/outbox.js';
import { etagOf } from '../../../common/http/etag.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import type { ProductDraft, ProductValues, StoreKey, VariantValues } from '../../stores/stores.api.js';
import { LowStock } from '../inventory/low-stock.js';
import { PRODUCTS_CHANGED, PRODUCTS_DELETED } from '../products.events.js';
import type { KnownProduct, WantedChange } from './product-values.js';

const KNOWN = `
  SELECT json_build_object(
    'id', r.id, 'platform_product_id', r.platform_product_id, 'title', r.title, 'description', r.description,
    'handle', r.handle, 'vendor', r.vendor, 'product_type', r.product_type, 'status', r.status,
    'tags', coalesce(r.tags, '[]'), 'images', coalesce(r.images, '[]'),
    'variants', (
      SELECT coalesce(json_agg(json_build_object(
        'id', v.id, 'platform_variant_id', v.platform_variant_id, 'platform_inventory_item_id', v.platform_inventory_item_id,
        'title', v.title, 'sku', v.sku, 'barcode', v.barcode, 'price', trim_scale(v.price)::text,
        'compare_at_price', trim_scale(v.compare_at_price)::text, 'cost_per_item', trim_scale(v.cost_per_item)::text,
        'inventory_quantity', v.inventory_quantity, 'track_inventory', v.track_inventory,
        'weight', trim_scale(v.weight)::text, 'weight_unit', v.weight_unit, 'options', v.options, 'image_url', v.image_url,
        'levels', (SELECT coalesce(json_agg(json_build_object('platform_location_id', l.platform_location_id,
                                                              'available', l.available)), '[]')
                   FROM inventory_levels l WHERE l.variant_id = v.id))
        ORDER BY v.position, v.id), '[]')
      FROM product_variants v WHERE v.product_id = r.id)) AS product, r.updated_at::text AS version
  FROM products r WHERE r.user_id = $1 AND r.store_id = $2 AND r.id = $3 AND r.deleted_at IS NULL`;

const OWN_COLUMNS = ['title', 'description', 'handle', 'vendor', 'product_type', 'status', 'tags', 'images'] as const;
const VARIANT_COLUMNS = [
  'title',
  'sku',
  'barcode',
  'price',
  'compare_at_price',
  'cost_per_item',
  'weight',
  'weight_unit',
  'track_inventory',
  'inventory_quantity',
  'options',
  'image_url',
] as const;
const JSON_COLUMNS = new Set<string>(['tags', 'images', 'options']);

/** What a person writes into products here, without the platform's doing. All in the open transaction. */
@Injectable()
export class ProductRows {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly lowStock: LowStock,
  ) {}

  /** Throws NOT_FOUND for an unknown one and for another user's. `lock` holds the row until the commit. */
  async known(userId: string, storeId: string, id: string, lock = false): Promise<KnownProduct> {
    const row = await this.database.queryOne<{ product: Omit<KnownProduct, 'etag'>; version: string }>(
      `${KNOWN}${lock ? ' FOR UPDATE' : ''}`,
      [userId, storeId, id],
    );
    if (!row) throw AppError.notFound('Product');
    return { ...row.product, etag: etagOf(id, row.version) };
  }

  async insert(store: StoreKey, id: string, draft: ProductDraft): Promise<void> {
    const { variants, ...values } = draft;
    const columns = columnsOf({ status: 'active', ...values });
    const names = Object.keys(columns);
    await this.database.execute(
      `INSERT INTO products (id, store_id, user_id, ${names.join(', ')})
       VALUES ($1, $2, $3, ${names.map((_, index) => `$${index + 4}`).join(', ')})`,
      [id, store.id, store.user_id, ...Object.values(columns)],
    );
    for (const [index, variant] of variants.entries()) await this.addVariant(store, id, variant, index + 1);
    await this.sumUp(id);
    await this.tell(store, { created: [id], updated: [] });
  }

  /** What is here only stays until the platform's own version is next read. */
  async update(store: StoreKey, known: KnownProduct, wanted: WantedChange): Promise<void> {
    const watched = await this.lowStock.watch(store, { product_ids: [known.id] });
    await this.set('products', known.id, { ...columnsOf(wanted.values), content_hash: null });
    await this.database.execute('DELETE FROM product_variants WHERE product_id = $1 AND id = ANY($2)', [
      known.id,
      wanted.remove,
    ]);
    let position = known.variants.length;
    for (const { id, values } of wanted.variants) {
      if (id === null) await this.addVariant(store, known.id, values, (position += 1));
      else await this.set('product_variants', id, variantColumns(values));
    }
    await this.sumUp(known.id);
    await this.lowStock.tell(watched);
    await this.tell(store, { created: [], updated: [known.id] });
  }

  async delete(store: StoreKey, id: string): Promise<void> {
    const gone = await this.database.execute(
      `UPDATE products SET deleted_at = clock_timestamp(), updated_at = clock_timestamp()
       WHERE store_id = $1 AND id = $2 AND deleted_at IS NULL`,
      [store.id, id],
    );
    if (gone === 0) return;
    const payload = { deleted: [id] };
    await this.outbox.add({ type: PRODUCTS_DELETED, user_id: store.user_id, store_id: store.id, payload });
  }

  private async addVariant(store: StoreKey, productId: string, values: VariantValues, position: number): Promise<void> {
    const columns = variantColumns({ track_inventory: false, ...values });
    const names = Object.keys(columns);
    await this.database.execute(
      `INSERT INTO product_variants (id, product_id, store_id, position${names.map((name) => `, ${name}`).join('')})
       VALUES ($1, $2, $3, $4${names.map((_, index) => `, $${index + 5}`).join('')})`,
      [uuidv7(), productId, store.id, position, ...Object.values(columns)],
    );
  }

  private async set(
    table: 'products' | 'product_variants',
    id: string,
    columns: Record<string, unknown>,
  ): Promise<void> {
    const names = Object.keys(columns);
    const assignments = names.map((name, index) => `${name} = $${index + 2}, `).join('');
    await this.database.execute(`UPDATE ${table} SET ${assignments}updated_at = clock_timestamp() WHERE id = $1`, [
      id,
      ...Object.values(columns),
    ]);
  }

  /** A product bears its lowest variant's price, and its first one's SKU and weight. */
  private async sumUp(id: string): Promise<void> {
    await this.database.execute(
      `UPDATE products product SET price = cheapest.price, compare_at_price = cheapest.compare_at_price,
              cost_per_item = cheapest.cost_per_item, sku = first.sku, barcode = first.barcode, weight = first.weight,
              weight_unit = first.weight_unit, inventory_quantity = stock.quantity, track_inventory = stock.is_tracked
       FROM (SELECT price, compare_at_price, cost_per_item FROM product_variants WHERE product_id = $1
             ORDER BY price NULLS LAST, position, id LIMIT 1) cheapest,
            (SELECT sku, barcode, weight, weight_unit FROM product_variants WHERE product_id = $1
             ORDER BY position, id LIMIT 1) first,
            (SELECT coalesce(sum(inventory_quantity) FILTER (WHERE track_inventory), 0)::integer AS quantity,
                    bool_or(track_inventory) AS is_tracked
             FROM product_variants WHERE product_id = $1) stock
       WHERE product.id = $1`,
      [id],
    );
  }

  private tell(store: StoreKey, payload: { created: string[]; updated: string[] }): Promise<void> {
    return this.outbox.add({ type: PRODUCTS_CHANGED, user_id: store.user_id, store_id: store.id, payload });
  }
}

function columnsOf(values: ProductValues): Record<string, unknown> {
  const { images, ...rest } = values;
  const placed = images?.map((image, index) => ({ platform_image_id: null, ...image, position: index + 1 }));
  return chosen({ ...rest, ...(placed && { images: placed }) }, OWN_COLUMNS);
}

const variantColumns = (values: VariantValues): Record<string, unknown> => chosen(values, VARIANT_COLUMNS);

function chosen(values: object, columns: readonly string[]): Record<string, unknown> {
  const given = Object.entries(values).filter(([name, value]) => columns.includes(name) && value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => [name, JSON_COLUMNS.has(name) && value !== null ? JSON.stringify(value) : value]),
  );
}

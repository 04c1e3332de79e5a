import { Injectable, type OnModuleInit } from '@nestjs/common';
import { batchUpsertSql } from '../../../common/database/batch-upsert.js';
import { Database } from '../../../common/database/database.js';
import { changed, type KnownVersion, notOlder, versioned } from '../../../common/database/versioned-batch.js';
import { Outbox } from '../../../common/events/outbox.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import {
  type PlatformProduct,
  ResourceSink,
  ResourceSinks,
  type StoreKey,
  type WrittenCounts,
} from '../../stores/stores.api.js';
import { PRODUCTS_CHANGED, PRODUCTS_DELETED } from '../products.events.js';
import { PRODUCT_COLUMNS, productRow } from './product-columns.js';
import { VariantWriter } from './variant-writer.js';

const UPSERT = batchUpsertSql({
  table: 'products',
  columns: PRODUCT_COLUMNS,
  fixed: { store_id: '$2::uuid', user_id: '$3::uuid' },
  key: ['store_id', 'platform_product_id'],
  keep: ['id', 'user_id', 'created_at'],
  touch: { updated_at: 'clock_timestamp()', deleted_at: 'NULL' },
  when: notOlder('products'),
  returning: 'id, platform_product_id, xmax = 0 AS is_new',
});

const updatedAt = (product: PlatformProduct): string | null => product.platform_updated_at;

/** Where products end, whichever way they came in. */
@Injectable()
export class ProductSink extends ResourceSink<'products'> implements OnModuleInit {
  override readonly resource = 'products';

  constructor(
    private readonly database: Database,
    private readonly variants: VariantWriter,
    private readonly outbox: Outbox,
    private readonly sinks: ResourceSinks,
  ) {
    super();
  }

  onModuleInit(): void {
    this.sinks.register(this);
  }

  override async write(store: StoreKey, records: PlatformProduct[]): Promise<WrittenCounts> {
    const batch = versioned(records, (product) => product.platform_product_id, updatedAt);
    const known = await this.database.query<KnownVersion>(
      `SELECT platform_product_id AS platform_id, encode(content_hash, 'hex') AS content_hash, platform_updated_at,
              deleted_at IS NOT NULL AS is_deleted
       FROM products WHERE store_id = $1 AND platform_product_id = ANY($2)`,
      [store.id, batch.map((record) => record.platform_id)],
    );
    const toWrite = changed(batch, known, updatedAt);
    if (toWrite.length === 0) return { created: 0, updated: 0, unchanged: batch.length };
    const written = await this.database.query<{ id: string; platform_product_id: string; is_new: boolean }>(UPSERT, [
      JSON.stringify(toWrite.map((record) => productRow(uuidv7(), record.value, record.content_hash))),
      store.id,
      store.user_id,
    ]);
    const ids = new Map(written.map((row) => [row.platform_product_id, row.id]));
    await this.variants.write(
      store,
      toWrite.flatMap(({ value }) => {
        const id = ids.get(value.platform_product_id);
        return id === undefined ? [] : [{ product_id: id, variants: value.variants }];
      }),
    );
    const created = written.filter((row) => row.is_new).map((row) => row.id);
    const updated = written.filter((row) => !row.is_new).map((row) => row.id);
    if (written.length > 0) {
      await this.outbox.add({
        type: PRODUCTS_CHANGED,
        user_id: store.user_id,
        store_id: store.id,
        payload: { created, updated },
      });
    }
    return { created: created.length, updated: updated.length, unchanged: batch.length - written.length };
  }

  override async markDeleted(store: StoreKey, platformIds: string[]): Promise<number> {
    const gone = await this.database.query<{ id: string }>(
      `UPDATE products SET deleted_at = clock_timestamp(), updated_at = clock_timestamp()
       WHERE store_id = $1 AND platform_product_id = ANY($2) AND deleted_at IS NULL RETURNING id`,
      [store.id, platformIds],
    );
    if (gone.length > 0) {
      const deleted = gone.map((row) => row.id);
      await this.outbox.add({
        type: PRODUCTS_DELETED,
        user_id: store.user_id,
        store_id: store.id,
        payload: { deleted },
      });
    }
    return gone.length;
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import type { PlatformProduct, StoreKey } from '../../stores/stores.api.js';

/** A product that was here only and is now at its platform keeps its row, and its variants theirs. */
@Injectable()
export class LocalClaim {
  constructor(private readonly database: Database) {}

  /** Ties rows to the records that were made of them. `ids`: the row's id, by the platform's. In the open transaction. */
  async run(store: StoreKey, records: PlatformProduct[], ids: ReadonlyMap<string, string>): Promise<void> {
    for (const record of records) {
      const id = ids.get(record.platform_product_id);
      if (id !== undefined) await this.tie(store, id, record);
    }
  }

  private async tie(store: StoreKey, id: string, record: PlatformProduct): Promise<void> {
    const local = await this.database.query<{ id: string }>(
      'SELECT id FROM products WHERE store_id = $1 AND id = $2 AND platform_product_id IS NULL FOR UPDATE',
      [store.id, id],
    );
    if (local.length === 0) return;
    // A webhook of the new product may have been quicker.
    await this.database.execute('DELETE FROM products WHERE store_id = $1 AND platform_product_id = $2', [
      store.id,
      record.platform_product_id,
    ]);
    await this.database.execute(
      'UPDATE products SET platform_product_id = $2, content_hash = NULL, platform_updated_at = NULL WHERE id = $1',
      [id, record.platform_product_id],
    );
    const platformIds = [...record.variants]
      .sort((a, b) => a.position - b.position)
      .map((variant) => variant.platform_variant_id);
    await this.database.execute(
      `UPDATE product_variants variant SET platform_variant_id = made.platform_variant_id
       FROM (SELECT id, row_number() OVER (ORDER BY position, id) AS rank FROM product_variants WHERE product_id = $1) known
       JOIN unnest($2::text[]) WITH ORDINALITY AS made (platform_variant_id, rank) ON made.rank = known.rank
       WHERE variant.id = known.id`,
      [id, platformIds],
    );
    await this.database.execute('DELETE FROM product_variants WHERE product_id = $1 AND platform_variant_id IS NULL', [
      id,
    ]);
  }
}

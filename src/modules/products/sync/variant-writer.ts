import { Injectable } from '@nestjs/common';
import { batchUpsertSql } from '../../../common/database/batch-upsert.js';
import { Database } from '../../../common/database/database.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import type { PlatformProduct, StoreKey } from '../../stores/stores.api.js';
import { LEVEL_COLUMNS, VARIANT_COLUMNS } from './product-columns.js';

type Variants = PlatformProduct['variants'];
type Levels = Variants[number]['inventory_levels'];

const UPSERT_VARIANTS = batchUpsertSql({
  table: 'product_variants',
  columns: VARIANT_COLUMNS,
  fixed: { store_id: '$2::uuid' },
  key: ['product_id', 'platform_variant_id'],
  keep: ['id', 'store_id'],
  touch: { updated_at: 'clock_timestamp()' },
});

const UPSERT_LEVELS = batchUpsertSql({
  table: 'inventory_levels',
  columns: LEVEL_COLUMNS,
  key: ['variant_id', 'platform_location_id'],
  touch: { updated_at: 'clock_timestamp()' },
});

/** Variants of written products and what of each lies where: brought to what the platform says, and no more than that. */
@Injectable()
export class VariantWriter {
  constructor(private readonly database: Database) {}

  async write(store: StoreKey, products: { product_id: string; variants: Variants }[]): Promise<void> {
    const rows = products.flatMap(({ product_id, variants }) =>
      variants.map(({ inventory_levels: _levels, ...variant }) => ({ ...variant, id: uuidv7(), product_id })),
    );
    await this.removeMissing(
      products.map((product) => product.product_id),
      rows,
    );
    if (rows.length === 0) return;
    await this.database.execute(UPSERT_VARIANTS, [JSON.stringify(rows), store.id]);
    const levels = new Map(
      products.flatMap(({ product_id, variants }) =>
        variants.map((variant) => [`${product_id}/${variant.platform_variant_id}`, variant.inventory_levels] as const),
      ),
    );
    if ([...levels.values()].some((list) => list.length > 0))
      await this.writeLevelsOf(
        products.map((product) => product.product_id),
        levels,
      );
  }

  /** Sets the levels of variants, by the variants' row ids. */
  async writeLevels(levelsByVariant: { variant_id: string; levels: Levels }[]): Promise<void> {
    const rows = levelsByVariant.flatMap(({ variant_id, levels }) => levels.map((level) => ({ ...level, variant_id })));
    await this.database.execute(
      `DELETE FROM inventory_levels level WHERE level.variant_id = ANY($1)
         AND NOT EXISTS (SELECT 1 FROM json_to_recordset($2::json) AS present (variant_id uuid, platform_location_id text)
                         WHERE present.variant_id = level.variant_id AND present.platform_location_id = level.platform_location_id)`,
      [levelsByVariant.map((entry) => entry.variant_id), JSON.stringify(rows)],
    );
    if (rows.length > 0) await this.database.execute(UPSERT_LEVELS, [JSON.stringify(rows)]);
  }

  private async writeLevelsOf(productIds: string[], levels: Map<string, Levels>): Promise<void> {
    const variants = await this.database.query<{ id: string; key: string }>(
      `SELECT id, product_id || '/' || platform_variant_id AS key FROM product_variants WHERE product_id = ANY($1)`,
      [productIds],
    );
    await this.writeLevels(variants.map(({ id, key }) => ({ variant_id: id, levels: levels.get(key) ?? [] })));
  }

  private async removeMissing(productIds: string[], present: object[]): Promise<void> {
    await this.database.execute(
      `DELETE FROM product_variants variant WHERE variant.product_id = ANY($1) AND variant.platform_variant_id IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM json_to_recordset($2::json) AS present (product_id uuid, platform_variant_id text)
                         WHERE present.product_id = variant.product_id AND present.platform_variant_id = variant.platform_variant_id)`,
      [productIds, JSON.stringify(present)],
    );
  }
}

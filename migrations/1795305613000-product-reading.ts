import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  ALTER TABLE products
    ADD COLUMN search_text TEXT GENERATED ALWAYS AS (
      lower(coalesce(title, '') || ' ' || coalesce(sku, '') || ' ' || coalesce(vendor, '') || ' ' || coalesce(barcode, ''))
    ) STORED;
  INSERT INTO typeorm_metadata (type, database, schema, "table", name, value)
  VALUES ('GENERATED_COLUMN', current_database(), current_schema(), 'products', 'search_text',
    $$ lower(coalesce(title, '') || ' ' || coalesce(sku, '') || ' ' || coalesce(vendor, '') || ' ' || coalesce(barcode, '')) $$);
  CREATE INDEX idx_products_search ON products USING gin (search_text gin_trgm_ops) WHERE deleted_at IS NULL;
  CREATE INDEX idx_products_tags ON products USING gin (tags jsonb_path_ops) WHERE deleted_at IS NULL;
  CREATE INDEX idx_products_store_created ON products (store_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
  CREATE INDEX idx_products_store_updated ON products (store_id, updated_at DESC, id DESC) WHERE deleted_at IS NULL;
  CREATE INDEX idx_products_store_title ON products (store_id, title, id) WHERE deleted_at IS NULL;
  CREATE INDEX idx_products_store_inventory ON products (store_id, coalesce(inventory_quantity, 0), id) WHERE deleted_at IS NULL;
  CREATE INDEX idx_products_store_price ON products (store_id, coalesce(price, 0), id) WHERE deleted_at IS NULL;
  CREATE INDEX idx_products_store_status_created ON products (store_id, status, created_at DESC, id DESC)
    WHERE deleted_at IS NULL;
`;

const DOWN = `
  DROP INDEX idx_products_store_status_created;
  DROP INDEX idx_products_store_price;
  DROP INDEX idx_products_store_inventory;
  DROP INDEX idx_products_store_title;
  DROP INDEX idx_products_store_updated;
  DROP INDEX idx_products_store_created;
  DROP INDEX idx_products_tags;
  DROP INDEX idx_products_search;
  DELETE FROM typeorm_metadata
  WHERE type = 'GENERATED_COLUMN' AND database = current_database() AND schema = current_schema()
    AND "table" = 'products' AND name = 'search_text';
  ALTER TABLE products DROP COLUMN search_text;
`;

/**
 * What the product list sorts by, filters by and searches in.
 * A product gone at its platform is in no list.
 * TypeORM looks a generated column's expression up in its own table, which it makes before the first migration.
 */
export class ProductReading1795305613000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

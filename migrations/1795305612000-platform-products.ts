import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  ALTER TABLE products
    ADD COLUMN user_id UUID,
    ADD COLUMN handle TEXT,
    ADD COLUMN url TEXT,
    ADD COLUMN weight_unit VARCHAR(10),
    ADD COLUMN platform_status TEXT,
    ADD COLUMN platform_created_at TIMESTAMPTZ,
    ADD COLUMN platform_updated_at TIMESTAMPTZ,
    ADD COLUMN content_hash BYTEA,
    ADD COLUMN deleted_at TIMESTAMPTZ;
  UPDATE products SET user_id = stores.user_id FROM stores WHERE stores.id = products.store_id;
  ALTER TABLE products
    ALTER COLUMN user_id SET NOT NULL,
    ADD CONSTRAINT products_store_id_user_id_fkey
      FOREIGN KEY (store_id, user_id) REFERENCES stores (id, user_id) ON DELETE CASCADE,
    ADD CONSTRAINT products_store_id_platform_product_id_key UNIQUE (store_id, platform_product_id),
    ADD CONSTRAINT products_weight_unit_check CHECK (weight_unit IN ('kg', 'g', 'lb', 'oz'));
`;

const DOWN = `
  ALTER TABLE products
    DROP CONSTRAINT products_weight_unit_check,
    DROP CONSTRAINT products_store_id_platform_product_id_key,
    DROP CONSTRAINT products_store_id_user_id_fkey,
    DROP COLUMN deleted_at,
    DROP COLUMN content_hash,
    DROP COLUMN platform_updated_at,
    DROP COLUMN platform_created_at,
    DROP COLUMN platform_status,
    DROP COLUMN weight_unit,
    DROP COLUMN url,
    DROP COLUMN handle,
    DROP COLUMN user_id;
`;

/**
 * Products as a platform has them. The owner stands in the row, so that every query can name them, and the
 * composite key keeps it equal to the store's owner.
 */
export class PlatformProducts1795305612000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  ALTER TABLE order_items
    ADD COLUMN store_id UUID,
    ADD COLUMN platform_item_id VARCHAR(255),
    ADD COLUMN platform_variant_id VARCHAR(255),
    ADD COLUMN variant_id UUID,
    ADD COLUMN discount_amount NUMERIC(19,4) NOT NULL DEFAULT 0,
    ADD COLUMN tax_amount NUMERIC(19,4) NOT NULL DEFAULT 0,
    ADD COLUMN fulfilled_quantity INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN refunded_quantity INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN position INTEGER NOT NULL DEFAULT 1;
  UPDATE order_items SET store_id = orders.store_id FROM orders WHERE orders.id = order_items.order_id;
  ALTER TABLE order_items
    ALTER COLUMN store_id SET NOT NULL,
    DROP CONSTRAINT order_items_product_id_fkey,
    ADD CONSTRAINT order_items_product_id_fkey FOREIGN KEY (product_id) REFERENCES products (id) ON DELETE SET NULL,
    ADD CONSTRAINT order_items_variant_id_fkey
      FOREIGN KEY (variant_id) REFERENCES product_variants (id) ON DELETE SET NULL,
    ADD CONSTRAINT order_items_store_id_fkey FOREIGN KEY (store_id) REFERENCES stores (id) ON DELETE CASCADE,
    ADD CONSTRAINT order_items_order_id_platform_item_id_key UNIQUE (order_id, platform_item_id);
  CREATE INDEX idx_order_items_order_position ON order_items (order_id, position);
  CREATE INDEX idx_order_items_product_id ON order_items (product_id) WHERE product_id IS NOT NULL;
  CREATE INDEX idx_order_items_variant_id ON order_items (variant_id) WHERE variant_id IS NOT NULL;
  CREATE INDEX idx_order_items_store_platform_product ON order_items (store_id, platform_product_id);
`;

const DOWN = `
  DROP INDEX idx_order_items_store_platform_product;
  DROP INDEX idx_order_items_variant_id;
  DROP INDEX idx_order_items_product_id;
  DROP INDEX idx_order_items_order_position;
  ALTER TABLE order_items
    DROP CONSTRAINT order_items_order_id_platform_item_id_key,
    DROP CONSTRAINT order_items_store_id_fkey,
    DROP CONSTRAINT order_items_variant_id_fkey,
    DROP CONSTRAINT order_items_product_id_fkey,
    ADD CONSTRAINT order_items_product_id_fkey FOREIGN KEY (product_id) REFERENCES products (id),
    DROP COLUMN position,
    DROP COLUMN refunded_quantity,
    DROP COLUMN fulfilled_quantity,
    DROP COLUMN tax_amount,
    DROP COLUMN discount_amount,
    DROP COLUMN variant_id,
    DROP COLUMN platform_variant_id,
    DROP COLUMN platform_item_id,
    DROP COLUMN store_id;
`;

/** Lines as a platform has them. A line outlives its product, which shops delete. */
export class PlatformOrderItems1795305617000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE INDEX idx_product_variants_store_created ON product_variants (store_id, created_at DESC, id DESC);
  CREATE INDEX idx_product_variants_store_inventory
    ON product_variants (store_id, coalesce(inventory_quantity, 0), id);

  CREATE TABLE low_stock_alerts (
    variant_id UUID NOT NULL,
    store_id UUID NOT NULL,
    available INTEGER NOT NULL,
    threshold INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT low_stock_alerts_pkey PRIMARY KEY (variant_id),
    CONSTRAINT low_stock_alerts_variant_id_fkey FOREIGN KEY (variant_id) REFERENCES product_variants (id) ON DELETE CASCADE,
    CONSTRAINT low_stock_alerts_store_id_fkey FOREIGN KEY (store_id) REFERENCES stores (id) ON DELETE CASCADE
  );
  CREATE INDEX idx_low_stock_alerts_store_id ON low_stock_alerts (store_id);

  CREATE TABLE low_stock_mails (
    store_id UUID NOT NULL,
    mailed_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT low_stock_mails_pkey PRIMARY KEY (store_id),
    CONSTRAINT low_stock_mails_store_id_fkey FOREIGN KEY (store_id) REFERENCES stores (id) ON DELETE CASCADE
  );
`;

const DOWN = `
  DROP TABLE low_stock_mails;
  DROP TABLE low_stock_alerts;
  DROP INDEX idx_product_variants_store_inventory;
  DROP INDEX idx_product_variants_store_created;
`;

/**
 * Variants that fell to their store's threshold and are still to be mailed, and when a store's owner was last mailed; and what
 * the inventory list sorts by.
 */
export class LowStock1795305640100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

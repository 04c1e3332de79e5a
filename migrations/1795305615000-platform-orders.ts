import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  ALTER TABLE orders
    ADD COLUMN user_id UUID,
    ADD COLUMN platform_customer_id VARCHAR(255),
    ADD COLUMN discount_amount NUMERIC(19,4) NOT NULL DEFAULT 0,
    ADD COLUMN fees_amount NUMERIC(19,4) NOT NULL DEFAULT 0,
    ADD COLUMN refunded_amount NUMERIC(19,4) NOT NULL DEFAULT 0,
    ADD COLUMN platform_status TEXT,
    ADD COLUMN payment_gateway TEXT,
    ADD COLUMN payment_reference TEXT,
    ADD COLUMN discount_codes JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN tax_lines JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN shipping_lines JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN items_count INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN cancelled_at TIMESTAMPTZ,
    ADD COLUMN cancel_reason TEXT,
    ADD COLUMN paid_at TIMESTAMPTZ,
    ADD COLUMN platform_updated_at TIMESTAMPTZ,
    ADD COLUMN content_hash BYTEA,
    ADD COLUMN deleted_at TIMESTAMPTZ;
  UPDATE orders SET user_id = stores.user_id FROM stores WHERE stores.id = orders.store_id;
  ALTER TABLE orders
    ALTER COLUMN user_id SET NOT NULL,
    ADD CONSTRAINT orders_store_id_user_id_fkey
      FOREIGN KEY (store_id, user_id) REFERENCES stores (id, user_id) ON DELETE CASCADE,
    ADD CONSTRAINT orders_store_id_platform_order_id_key UNIQUE (store_id, platform_order_id);
`;

const DOWN = `
  ALTER TABLE orders
    DROP CONSTRAINT orders_store_id_platform_order_id_key,
    DROP CONSTRAINT orders_store_id_user_id_fkey,
    DROP COLUMN deleted_at,
    DROP COLUMN content_hash,
    DROP COLUMN platform_updated_at,
    DROP COLUMN paid_at,
    DROP COLUMN cancel_reason,
    DROP COLUMN cancelled_at,
    DROP COLUMN items_count,
    DROP COLUMN shipping_lines,
    DROP COLUMN tax_lines,
    DROP COLUMN discount_codes,
    DROP COLUMN payment_reference,
    DROP COLUMN payment_gateway,
    DROP COLUMN platform_status,
    DROP COLUMN refunded_amount,
    DROP COLUMN fees_amount,
    DROP COLUMN discount_amount,
    DROP COLUMN platform_customer_id,
    DROP COLUMN user_id;
`;

/**
 * Orders as a platform has them; owner in the row as in products.
 * created_at is the time at which the order was placed, updated_at that of the last change of the row.
 */
export class PlatformOrders1795305615000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

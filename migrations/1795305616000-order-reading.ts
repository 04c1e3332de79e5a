import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  ALTER TABLE orders
    ADD COLUMN search_text TEXT GENERATED ALWAYS AS (
      lower(coalesce(order_number, '') || ' ' || coalesce(customer_email, '') || ' ' || coalesce(customer_name, ''))
    ) STORED;
  INSERT INTO typeorm_metadata (type, database, schema, "table", name, value)
  VALUES ('GENERATED_COLUMN', current_database(), current_schema(), 'orders', 'search_text',
    $$ lower(coalesce(order_number, '') || ' ' || coalesce(customer_email, '') || ' ' || coalesce(customer_name, '')) $$);
  CREATE INDEX idx_orders_search ON orders USING gin (search_text gin_trgm_ops) WHERE deleted_at IS NULL;
  CREATE INDEX idx_orders_tags ON orders USING gin (tags jsonb_path_ops) WHERE deleted_at IS NULL;
  CREATE INDEX idx_orders_user_created ON orders (user_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
  CREATE INDEX idx_orders_store_created ON orders (store_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
  CREATE INDEX idx_orders_user_updated ON orders (user_id, updated_at DESC, id DESC) WHERE deleted_at IS NULL;
  CREATE INDEX idx_orders_user_total ON orders (user_id, total_amount DESC, id DESC) WHERE deleted_at IS NULL;
  CREATE INDEX idx_orders_user_status_created ON orders (user_id, status, created_at DESC, id DESC)
    WHERE deleted_at IS NULL;
  CREATE INDEX idx_orders_user_payment_created ON orders (user_id, payment_status, created_at DESC, id DESC)
    WHERE deleted_at IS NULL;
  CREATE INDEX idx_orders_user_fulfillment_created ON orders (user_id, fulfillment_status, created_at DESC, id DESC)
    WHERE deleted_at IS NULL;
  CREATE INDEX idx_orders_user_email_created ON orders (user_id, lower(customer_email), created_at DESC, id DESC)
    WHERE deleted_at IS NULL;
  CREATE INDEX idx_orders_user_number ON orders (user_id, lower(order_number)) WHERE deleted_at IS NULL;
  CREATE INDEX idx_orders_store_number ON orders (store_id, order_number);
`;

const DOWN = `
  DROP INDEX idx_orders_store_number;
  DROP INDEX idx_orders_user_number;
  DROP INDEX idx_orders_user_email_created;
  DROP INDEX idx_orders_user_fulfillment_created;
  DROP INDEX idx_orders_user_payment_created;
  DROP INDEX idx_orders_user_status_created;
  DROP INDEX idx_orders_user_total;
  DROP INDEX idx_orders_user_updated;
  DROP INDEX idx_orders_store_created;
  DROP INDEX idx_orders_user_created;
  DROP INDEX idx_orders_tags;
  DROP INDEX idx_orders_search;
  DELETE FROM typeorm_metadata
  WHERE type = 'GENERATED_COLUMN' AND database = current_database() AND schema = current_schema()
    AND "table" = 'orders' AND name = 'search_text';
  ALTER TABLE orders DROP COLUMN search_text;
`;

/**
 * What the order lists sort by, filter by and search in.
 * An order gone at its platform is in no list.
 * TypeORM looks a generated column's expression up in its own table, which it makes before the first migration.
 */
export class OrderReading1795305616000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE INDEX idx_users_email ON users (email);
  CREATE INDEX idx_users_created_at ON users (created_at);

  CREATE INDEX idx_stores_user_id ON stores (user_id);
  CREATE INDEX idx_stores_platform ON stores (platform);
  CREATE INDEX idx_stores_status ON stores (status);

  CREATE INDEX idx_products_store_id ON products (store_id);
  CREATE INDEX idx_products_sku ON products (sku);
  CREATE INDEX idx_products_status ON products (status);

  CREATE INDEX idx_orders_store_id ON orders (store_id);
  CREATE INDEX idx_orders_status ON orders (status);
  CREATE INDEX idx_orders_created_at ON orders (created_at);
  CREATE INDEX idx_orders_customer_email ON orders (customer_email);

  CREATE INDEX idx_transactions_payment_processor_id ON transactions (payment_processor_id);
  CREATE INDEX idx_transactions_order_id ON transactions (order_id);
  CREATE INDEX idx_transactions_created_at ON transactions (created_at);

  CREATE INDEX idx_analytics_store_id ON analytics_data (store_id);
  CREATE INDEX idx_analytics_metric_type ON analytics_data (metric_type);
  CREATE INDEX idx_analytics_date_recorded ON analytics_data (date_recorded);
`;

const DOWN = `
  DROP INDEX idx_analytics_date_recorded;
  DROP INDEX idx_analytics_metric_type;
  DROP INDEX idx_analytics_store_id;
  DROP INDEX idx_transactions_created_at;
  DROP INDEX idx_transactions_order_id;
  DROP INDEX idx_transactions_payment_processor_id;
  DROP INDEX idx_orders_customer_email;
  DROP INDEX idx_orders_created_at;
  DROP INDEX idx_orders_status;
  DROP INDEX idx_orders_store_id;
  DROP INDEX idx_products_status;
  DROP INDEX idx_products_sku;
  DROP INDEX idx_products_store_id;
  DROP INDEX idx_stores_status;
  DROP INDEX idx_stores_platform;
  DROP INDEX idx_stores_user_id;
  DROP INDEX idx_users_created_at;
  DROP INDEX idx_users_email;
`;

/** The indexes of the architecture document, by its names. */
export class SeedIndexes1795305602000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

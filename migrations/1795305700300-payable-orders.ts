import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE VIEW payable_orders AS
    SELECT orders.id, orders.user_id, orders.store_id, stores.name AS store_name, stores.platform AS platform,
           stores.domain AS store_domain, stores.platform_store_id AS platform_store_id, orders.platform_order_id,
           orders.order_number, orders.total_amount, orders.refunded_amount, orders.currency, orders.status,
           orders.payment_status, orders.payment_gateway, orders.payment_reference,
           lower(orders.customer_email) AS customer_email, orders.created_at, orders.paid_at, orders.updated_at
    FROM orders LEFT JOIN stores ON stores.id = orders.store_id
    WHERE orders.deleted_at IS NULL;
  CREATE INDEX idx_orders_user_payment_reference ON orders (user_id, payment_reference)
    WHERE payment_reference IS NOT NULL AND deleted_at IS NULL;
`;

const DOWN = `
  DROP INDEX idx_orders_user_payment_reference;
  DROP VIEW payable_orders;
`;

/**
 * What orders show to payments (docs/adr/0017). The store's columns come by an outer join on its key, so that Postgres leaves the
 * join out wherever they are not asked for.
 */
export class PayableOrders1795305700300 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

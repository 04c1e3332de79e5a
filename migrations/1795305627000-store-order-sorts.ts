import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE INDEX idx_orders_store_updated ON orders (store_id, updated_at DESC, id DESC) WHERE deleted_at IS NULL;
  CREATE INDEX idx_orders_store_total ON orders (store_id, total_amount DESC, id DESC) WHERE deleted_at IS NULL;
`;

const DOWN = `
  DROP INDEX idx_orders_store_total;
  DROP INDEX idx_orders_store_updated;
`;

/** One store's orders in every order that its list can have, without a walk through the owner's other stores. */
export class StoreOrderSorts1795305627000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

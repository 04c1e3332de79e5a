import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE EXTENSION IF NOT EXISTS btree_gin;
  CREATE INDEX idx_orders_rare ON orders USING gin (
    user_id, store_id, status, payment_status, fulfillment_status, tags jsonb_path_ops, search_text gin_trgm_ops
  ) WHERE deleted_at IS NULL;
  DROP INDEX idx_orders_search;
  DROP INDEX idx_orders_tags;
`;

const DOWN = `
  CREATE INDEX idx_orders_tags ON orders USING gin (tags jsonb_path_ops) WHERE deleted_at IS NULL;
  CREATE INDEX idx_orders_search ON orders USING gin (search_text gin_trgm_ops) WHERE deleted_at IS NULL;
  DROP INDEX idx_orders_rare;
  DROP EXTENSION IF EXISTS btree_gin;
`;

/**
 * One index for orders that match any combination of owner, store, statuses, tags and a part of a text: what is common
 * among everybody's orders may be rare or absent among one owner's. The extension is a trusted one.
 */
export class RareOrders1795305626000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

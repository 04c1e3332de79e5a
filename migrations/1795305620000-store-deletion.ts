import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  ALTER TABLE transactions
    DROP CONSTRAINT transactions_order_id_fkey,
    ADD CONSTRAINT transactions_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE SET NULL;
  ALTER TABLE ad_campaigns
    DROP CONSTRAINT ad_campaigns_store_id_fkey,
    ADD CONSTRAINT ad_campaigns_store_id_fkey FOREIGN KEY (store_id) REFERENCES stores (id) ON DELETE SET NULL;
  CREATE INDEX idx_ad_campaigns_store_id ON ad_campaigns (store_id);
`;

const DOWN = `
  DROP INDEX idx_ad_campaigns_store_id;
  ALTER TABLE ad_campaigns
    DROP CONSTRAINT ad_campaigns_store_id_fkey,
    ADD CONSTRAINT ad_campaigns_store_id_fkey FOREIGN KEY (store_id) REFERENCES stores (id);
  ALTER TABLE transactions
    DROP CONSTRAINT transactions_order_id_fkey,
    ADD CONSTRAINT transactions_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders (id);
`;

/** A store can be deleted whatever hangs on it: the books and the campaigns stay, without their link. */
export class StoreDeletion1795305620000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  ALTER TABLE refunds
    ADD COLUMN transaction_id UUID,
    ADD CONSTRAINT refunds_transaction_id_key UNIQUE (transaction_id),
    ADD CONSTRAINT refunds_transaction_id_fkey FOREIGN KEY (transaction_id) REFERENCES transactions (id) ON DELETE SET NULL;
`;

const DOWN = `
  ALTER TABLE refunds
    DROP CONSTRAINT refunds_transaction_id_fkey,
    DROP CONSTRAINT refunds_transaction_id_key,
    DROP COLUMN transaction_id;
`;

/** Refunds that were made from here through a payment processor: which of its transactions each is, known to the shop or not. */
export class OrderRefundSources1795305700410 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE INDEX idx_transactions_payoutless ON transactions (payment_processor_id, platform_payout_id)
    WHERE platform_payout_id IS NOT NULL AND payout_id IS NULL;
  CREATE INDEX idx_transactions_open ON transactions (payment_processor_id, type, occurred_at DESC)
    WHERE status = 'pending';
`;

const DOWN = `
  DROP INDEX idx_transactions_open;
  DROP INDEX idx_transactions_payoutless;
`;

/** Transactions that wait for their payout, and those that are not final: both are looked for with every page or read. */
export class PaymentLinks1795305700200 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

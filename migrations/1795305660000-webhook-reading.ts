import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  DROP INDEX idx_webhook_deliveries_due;
  CREATE INDEX idx_webhook_deliveries_due ON webhook_deliveries (store_id, next_attempt_at) WHERE status IN ('received', 'failed');
  CREATE INDEX idx_webhook_deliveries_dead ON webhook_deliveries (store_id, received_at) WHERE status = 'dead';
  CREATE INDEX idx_webhook_deliveries_bodies ON webhook_deliveries (received_at)
    WHERE body IS NOT NULL AND status IN ('processed', 'ignored');
`;

const DOWN = `
  DROP INDEX idx_webhook_deliveries_bodies;
  DROP INDEX idx_webhook_deliveries_dead;
  DROP INDEX idx_webhook_deliveries_due;
  CREATE INDEX idx_webhook_deliveries_due ON webhook_deliveries (next_attempt_at) WHERE status IN ('received', 'failed');
`;

/** The inbox is worked off store by store, its dead letters are looked for, and bodies that nobody needs are emptied. */
export class WebhookReading1795305660000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE TABLE payment_deliveries (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    payment_processor_id UUID NOT NULL,
    delivery_id VARCHAR(255) NOT NULL,
    topic VARCHAR(255) NOT NULL,
    resource VARCHAR(50),
    platform_id VARCHAR(255),
    body BYTEA,
    headers JSONB NOT NULL DEFAULT '{}',
    status VARCHAR(20) NOT NULL DEFAULT 'received',
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at TIMESTAMPTZ DEFAULT now(),
    last_error TEXT,
    received_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    processed_at TIMESTAMPTZ,
    CONSTRAINT payment_deliveries_pkey PRIMARY KEY (id),
    CONSTRAINT payment_deliveries_payment_processor_id_delivery_id_key UNIQUE (payment_processor_id, delivery_id),
    CONSTRAINT payment_deliveries_payment_processor_id_fkey FOREIGN KEY (payment_processor_id)
      REFERENCES payment_processors (id) ON DELETE CASCADE,
    CONSTRAINT payment_deliveries_status_check CHECK (status IN ('received', 'processed', 'ignored', 'failed', 'dead'))
  );
  CREATE INDEX idx_payment_deliveries_processor_received ON payment_deliveries (payment_processor_id, received_at DESC, id DESC);
  CREATE INDEX idx_payment_deliveries_due ON payment_deliveries (payment_processor_id, next_attempt_at)
    WHERE status IN ('received', 'failed');
  CREATE INDEX idx_payment_deliveries_dead ON payment_deliveries (payment_processor_id, received_at) WHERE status = 'dead';
  CREATE INDEX idx_payment_deliveries_bodies ON payment_deliveries (received_at)
    WHERE body IS NOT NULL AND status IN ('processed', 'ignored');
  CREATE INDEX idx_payment_deliveries_received_at ON payment_deliveries (received_at);

  CREATE TABLE payment_webhook_checks (
    payment_processor_id UUID NOT NULL,
    state VARCHAR(20) NOT NULL DEFAULT 'unknown',
    checked_at TIMESTAMPTZ,
    error JSONB,
    mended_at TIMESTAMPTZ,
    due_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT payment_webhook_checks_pkey PRIMARY KEY (payment_processor_id),
    CONSTRAINT payment_webhook_checks_payment_processor_id_fkey FOREIGN KEY (payment_processor_id)
      REFERENCES payment_processors (id) ON DELETE CASCADE,
    CONSTRAINT payment_webhook_checks_state_check CHECK (state IN ('unknown', 'no_address', 'registered', 'by_hand', 'failing'))
  );
  CREATE INDEX idx_payment_webhook_checks_due_at ON payment_webhook_checks (due_at);
`;

const DOWN = `
  DROP TABLE payment_webhook_checks;
  DROP TABLE payment_deliveries;
`;

/**
 * What payment providers deliver, stored as it came before it is acknowledged; and whether their subscriptions stand, looked
 * at every hour.
 */
export class PaymentDeliveries1795305700500 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

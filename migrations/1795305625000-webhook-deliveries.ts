import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE TABLE webhook_deliveries (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    store_id UUID NOT NULL,
    platform VARCHAR(50) NOT NULL,
    delivery_id VARCHAR(255) NOT NULL,
    topic VARCHAR(255) NOT NULL,
    resource VARCHAR(20),
    platform_id VARCHAR(255),
    change VARCHAR(20),
    body BYTEA,
    headers JSONB NOT NULL DEFAULT '{}',
    status VARCHAR(20) NOT NULL DEFAULT 'received',
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at TIMESTAMPTZ DEFAULT now(),
    last_error TEXT,
    received_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    processed_at TIMESTAMPTZ,
    CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (id),
    CONSTRAINT webhook_deliveries_store_id_delivery_id_key UNIQUE (store_id, delivery_id),
    CONSTRAINT webhook_deliveries_store_id_fkey FOREIGN KEY (store_id) REFERENCES stores (id) ON DELETE CASCADE,
    CONSTRAINT webhook_deliveries_resource_check CHECK (resource IN ('products', 'orders', 'inventory', 'customers')),
    CONSTRAINT webhook_deliveries_change_check CHECK (change IN ('upsert', 'delete')),
    CONSTRAINT webhook_deliveries_status_check CHECK (status IN ('received', 'processed', 'ignored', 'failed', 'dead'))
  );
  CREATE INDEX idx_webhook_deliveries_store_received ON webhook_deliveries (store_id, received_at DESC, id DESC);
  CREATE INDEX idx_webhook_deliveries_due ON webhook_deliveries (next_attempt_at) WHERE status IN ('received', 'failed');
  CREATE INDEX idx_webhook_deliveries_received_at ON webhook_deliveries (received_at);
`;

const DOWN = `
  DROP TABLE webhook_deliveries;
`;

/**
 * The inbox: a delivery is stored as it came, once, before it is acknowledged. Bytes, not JSON: what was signed is
 * the bytes, and a body may hold what a JSON column refuses.
 */
export class WebhookDeliveries1795305625000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE TABLE webhook_endpoints (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL,
    url VARCHAR(2048) NOT NULL,
    description TEXT,
    events JSONB NOT NULL,
    is_active BOOLEAN NOT NULL DEFAULT true,
    secret JSONB NOT NULL,
    secret_hint VARCHAR(4) NOT NULL,
    previous_secret JSONB,
    previous_secret_expires_at TIMESTAMPTZ,
    disabled_reason TEXT,
    disabled_at TIMESTAMPTZ,
    failing_since TIMESTAMPTZ,
    consecutive_failures INTEGER NOT NULL DEFAULT 0,
    last_delivered_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT webhook_endpoints_pkey PRIMARY KEY (id),
    CONSTRAINT webhook_endpoints_id_user_id_key UNIQUE (id, user_id),
    CONSTRAINT webhook_endpoints_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  );
  CREATE INDEX idx_webhook_endpoints_user_created ON webhook_endpoints (user_id, created_at DESC, id DESC);

  CREATE TABLE webhook_endpoint_deliveries (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    endpoint_id UUID NOT NULL,
    user_id UUID NOT NULL,
    store_id UUID,
    webhook_id VARCHAR(120) NOT NULL,
    type VARCHAR(50) NOT NULL,
    subject_id UUID,
    data JSONB NOT NULL DEFAULT '{}',
    body TEXT,
    status VARCHAR(20) NOT NULL DEFAULT 'pending',
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at TIMESTAMPTZ DEFAULT now(),
    last_attempt_at TIMESTAMPTZ,
    delivered_at TIMESTAMPTZ,
    response_status INTEGER,
    response_body TEXT,
    response_ms INTEGER,
    last_error TEXT,
    occurred_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT webhook_endpoint_deliveries_pkey PRIMARY KEY (id),
    CONSTRAINT webhook_endpoint_deliveries_endpoint_id_webhook_id_key UNIQUE (endpoint_id, webhook_id),
    CONSTRAINT webhook_endpoint_deliveries_endpoint_id_user_id_fkey FOREIGN KEY (endpoint_id, user_id)
      REFERENCES webhook_endpoints (id, user_id) ON DELETE CASCADE,
    CONSTRAINT webhook_endpoint_deliveries_store_id_fkey FOREIGN KEY (store_id) REFERENCES stores (id) ON DELETE CASCADE,
    CONSTRAINT webhook_endpoint_deliveries_status_check CHECK (status IN ('pending', 'delivered', 'failed'))
  );
  CREATE INDEX idx_webhook_endpoint_deliveries_created
    ON webhook_endpoint_deliveries (endpoint_id, created_at DESC, id DESC);
  CREATE INDEX idx_webhook_endpoint_deliveries_due
    ON webhook_endpoint_deliveries (endpoint_id, next_attempt_at) WHERE status = 'pending';
  CREATE INDEX idx_webhook_endpoint_deliveries_store_id ON webhook_endpoint_deliveries (store_id);
  CREATE INDEX idx_webhook_endpoint_deliveries_created_at ON webhook_endpoint_deliveries (created_at);
`;

const DOWN = `
  DROP TABLE webhook_endpoint_deliveries;
  DROP TABLE webhook_endpoints;
`;

/** Where users want to hear of what happens, and what each endpoint was or is to be told. */
export class WebhookEndpoints1795305670000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  ALTER TABLE payment_processors
    ADD COLUMN mode VARCHAR(10),
    ADD COLUMN account_id VARCHAR(255),
    ADD COLUMN account_name VARCHAR(255),
    ADD COLUMN country VARCHAR(2),
    ADD COLUMN default_currency VARCHAR(3),
    ADD COLUMN webhook_secrets JSONB,
    ADD COLUMN webhook_ids JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN warnings JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN connection_state VARCHAR(20) NOT NULL DEFAULT 'disconnected',
    ADD COLUMN connection_error JSONB,
    ADD COLUMN connection_checked_at TIMESTAMPTZ,
    ADD COLUMN failures INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN failing_since TIMESTAMPTZ,
    ADD COLUMN failure_notified_at TIMESTAMPTZ,
    ADD COLUMN next_sync_at TIMESTAMPTZ,
    ADD COLUMN last_synced_at TIMESTAMPTZ,
    ADD COLUMN deleted_at TIMESTAMPTZ,
    ADD CONSTRAINT payment_processors_id_user_id_key UNIQUE (id, user_id),
    ADD CONSTRAINT payment_processors_mode_check CHECK (mode IN ('live', 'test')),
    ADD CONSTRAINT payment_processors_connection_state_check
      CHECK (connection_state IN ('disconnected', 'connected', 'degraded', 'failed'));
  CREATE UNIQUE INDEX payment_processors_user_id_provider_account_id_mode_key
    ON payment_processors (user_id, provider, account_id, mode) WHERE account_id IS NOT NULL;
  CREATE INDEX idx_payment_processors_user_created ON payment_processors (user_id, created_at DESC, id DESC);
  CREATE INDEX idx_payment_processors_next_sync_at ON payment_processors (next_sync_at) WHERE next_sync_at IS NOT NULL;

  CREATE TABLE payment_reads (
    payment_processor_id UUID NOT NULL,
    resource VARCHAR(50) NOT NULL,
    job_id UUID,
    status VARCHAR(20) NOT NULL DEFAULT 'running',
    mode VARCHAR(20) NOT NULL,
    since TIMESTAMPTZ,
    until TIMESTAMPTZ NOT NULL,
    cursor JSONB,
    seen INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    bad INTEGER NOT NULL DEFAULT 0,
    total INTEGER,
    error_code VARCHAR(100),
    error_message TEXT,
    high_water TIMESTAMPTZ,
    last_full_at TIMESTAMPTZ,
    last_success_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    last_page_at TIMESTAMPTZ,
    finished_at TIMESTAMPTZ,
    CONSTRAINT payment_reads_pkey PRIMARY KEY (payment_processor_id, resource),
    CONSTRAINT payment_reads_payment_processor_id_fkey FOREIGN KEY (payment_processor_id)
      REFERENCES payment_processors (id) ON DELETE CASCADE,
    CONSTRAINT payment_reads_job_id_fkey FOREIGN KEY (job_id) REFERENCES jobs (id) ON DELETE SET NULL,
    CONSTRAINT payment_reads_status_check CHECK (status IN ('running', 'succeeded', 'failed', 'cancelled')),
    CONSTRAINT payment_reads_mode_check CHECK (mode IN ('full', 'incremental'))
  );
  CREATE INDEX idx_payment_reads_job_id ON payment_reads (job_id) WHERE job_id IS NOT NULL;

  CREATE TABLE payment_bad_records (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    payment_processor_id UUID NOT NULL,
    resource VARCHAR(50) NOT NULL,
    platform_id VARCHAR(255),
    reason TEXT NOT NULL,
    raw JSONB,
    seen_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT payment_bad_records_pkey PRIMARY KEY (id),
    CONSTRAINT payment_bad_records_payment_processor_id_fkey FOREIGN KEY (payment_processor_id)
      REFERENCES payment_processors (id) ON DELETE CASCADE
  );
  CREATE UNIQUE INDEX payment_bad_records_processor_resource_platform_id_key
    ON payment_bad_records (payment_processor_id, resource, platform_id) WHERE platform_id IS NOT NULL;
  CREATE INDEX idx_payment_bad_records_processor_seen ON payment_bad_records (payment_processor_id, seen_at DESC);
`;

const DOWN = `
  DROP TABLE payment_bad_records;
  DROP TABLE payment_reads;
  DROP INDEX idx_payment_processors_next_sync_at;
  DROP INDEX idx_payment_processors_user_created;
  DROP INDEX payment_processors_user_id_provider_account_id_mode_key;
  ALTER TABLE payment_processors
    DROP CONSTRAINT payment_processors_connection_state_check,
    DROP CONSTRAINT payment_processors_mode_check,
    DROP CONSTRAINT payment_processors_id_user_id_key,
    DROP COLUMN deleted_at,
    DROP COLUMN last_synced_at,
    DROP COLUMN next_sync_at,
    DROP COLUMN failure_notified_at,
    DROP COLUMN failing_since,
    DROP COLUMN failures,
    DROP COLUMN connection_checked_at,
    DROP COLUMN connection_error,
    DROP COLUMN connection_state,
    DROP COLUMN warnings,
    DROP COLUMN webhook_ids,
    DROP COLUMN webhook_secrets,
    DROP COLUMN default_currency,
    DROP COLUMN country,
    DROP COLUMN account_name,
    DROP COLUMN account_id,
    DROP COLUMN mode;
`;

/**
 * Processors as they are connected, and where reading each of their lists stands. A deleted processor keeps its row (its
 * transactions are the books) and loses its credentials.
 */
export class PaymentProcessors1795305700000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

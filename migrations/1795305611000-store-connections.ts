import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  ALTER TABLE stores
    ADD COLUMN connection_state VARCHAR(20) NOT NULL DEFAULT 'disconnected',
    ADD COLUMN connection_error JSONB,
    ADD COLUMN connection_checked_at TIMESTAMPTZ,
    ADD COLUMN currency VARCHAR(3),
    ADD COLUMN timezone VARCHAR(64),
    ADD COLUMN last_synced_at TIMESTAMPTZ,
    ADD COLUMN next_sync_at TIMESTAMPTZ,
    ADD COLUMN webhook_secret JSONB,
    ADD COLUMN webhook_ids JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN failing_since TIMESTAMPTZ,
    ADD COLUMN failures INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN failure_notified_at TIMESTAMPTZ,
    ADD COLUMN platform_warnings JSONB NOT NULL DEFAULT '[]',
    ADD CONSTRAINT stores_connection_state_check
      CHECK (connection_state IN ('disconnected', 'connecting', 'connected', 'degraded', 'failed')),
    ADD CONSTRAINT stores_id_user_id_key UNIQUE (id, user_id);
  CREATE UNIQUE INDEX stores_user_id_platform_platform_store_id_key ON stores (user_id, platform, platform_store_id)
    WHERE platform_store_id IS NOT NULL;
  CREATE INDEX idx_stores_user_created ON stores (user_id, created_at DESC, id DESC);
  CREATE INDEX idx_stores_next_sync_at ON stores (next_sync_at) WHERE next_sync_at IS NOT NULL;
`;

const DOWN = `
  DROP INDEX idx_stores_next_sync_at;
  DROP INDEX idx_stores_user_created;
  DROP INDEX stores_user_id_platform_platform_store_id_key;
  ALTER TABLE stores
    DROP CONSTRAINT stores_id_user_id_key,
    DROP CONSTRAINT stores_connection_state_check,
    DROP COLUMN platform_warnings,
    DROP COLUMN failure_notified_at,
    DROP COLUMN failures,
    DROP COLUMN failing_since,
    DROP COLUMN webhook_ids,
    DROP COLUMN webhook_secret,
    DROP COLUMN next_sync_at,
    DROP COLUMN last_synced_at,
    DROP COLUMN timezone,
    DROP COLUMN currency,
    DROP COLUMN connection_checked_at,
    DROP COLUMN connection_error,
    DROP COLUMN connection_state;
`;

/** How a store stands with its platform, and when it is read next. */
export class StoreConnections1795305611000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  ALTER TABLE social_media_accounts
    ADD COLUMN network_name VARCHAR(255),
    ADD COLUMN ad_account_id VARCHAR(255),
    ADD COLUMN page_id VARCHAR(255),
    ADD COLUMN page_name VARCHAR(255),
    ADD COLUMN instagram_account_id VARCHAR(255),
    ADD COLUMN instagram_username VARCHAR(255),
    ADD COLUMN currency VARCHAR(3),
    ADD COLUMN timezone VARCHAR(100),
    ADD COLUMN scopes JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN missing_scopes JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN warnings JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN settings JSONB NOT NULL DEFAULT '{}',
    ADD COLUMN status_reason VARCHAR(500),
    ADD COLUMN is_flagged BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN data_access_expires_at TIMESTAMPTZ,
    ADD COLUMN token_warned_days INTEGER[] NOT NULL DEFAULT '{}',
    ADD COLUMN token_refused_at TIMESTAMPTZ,
    ADD COLUMN connection_state VARCHAR(20) NOT NULL DEFAULT 'disconnected',
    ADD COLUMN connection_error JSONB,
    ADD COLUMN connection_checked_at TIMESTAMPTZ,
    ADD COLUMN failures INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN failing_since TIMESTAMPTZ,
    ADD COLUMN failure_notified_at TIMESTAMPTZ,
    ADD COLUMN next_sync_at TIMESTAMPTZ,
    ADD COLUMN last_synced_at TIMESTAMPTZ,
    ADD COLUMN warmup_since TIMESTAMPTZ,
    ADD COLUMN warmup_stage INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN warmup_clean_days INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN warmup_ceiling NUMERIC(19,4),
    ADD COLUMN warmup_last_day DATE,
    ADD COLUMN warmup_reason VARCHAR(500),
    ADD COLUMN deleted_at TIMESTAMPTZ,
    ADD CONSTRAINT social_media_accounts_status_check CHECK (status IN ('active', 'suspended', 'banned')),
    ADD CONSTRAINT social_media_accounts_warmup_status_check CHECK (warmup_status IN ('new', 'warming', 'ready', 'flagged')),
    ADD CONSTRAINT social_media_accounts_connection_state_check
      CHECK (connection_state IN ('disconnected', 'connected', 'degraded', 'failed'));
  CREATE UNIQUE INDEX social_media_accounts_user_platform_account_key
    ON social_media_accounts (user_id, platform, account_id, ad_account_id) WHERE account_id IS NOT NULL;
  CREATE INDEX idx_social_media_accounts_user_created ON social_media_accounts (user_id, created_at DESC, id DESC);
  CREATE INDEX idx_social_media_accounts_next_sync_at ON social_media_accounts (next_sync_at) WHERE next_sync_at IS NOT NULL;

  CREATE TABLE social_delivery_days (
    social_account_id UUID NOT NULL,
    day DATE NOT NULL,
    spend NUMERIC(19,4) NOT NULL,
    is_clean BOOLEAN NOT NULL,
    reason VARCHAR(500),
    counted_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT social_delivery_days_pkey PRIMARY KEY (social_account_id, day),
    CONSTRAINT social_delivery_days_social_account_id_fkey FOREIGN KEY (social_account_id)
      REFERENCES social_media_accounts (id) ON DELETE CASCADE
  );
  CREATE INDEX idx_social_delivery_days_uncounted ON social_delivery_days (social_account_id, day) WHERE counted_at IS NULL;

  CREATE TABLE social_oauth_connections (
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    platform VARCHAR(50) NOT NULL,
    status VARCHAR(20) NOT NULL DEFAULT 'started',
    state_hash BYTEA NOT NULL,
    confirmation_hash BYTEA,
    code_verifier TEXT,
    access_token TEXT,
    refresh_token TEXT,
    token_expires_at TIMESTAMPTZ,
    social_account_id UUID,
    proxy_id UUID,
    redirect_uri VARCHAR(1000) NOT NULL,
    redirect_to VARCHAR(1000),
    found JSONB,
    error JSONB,
    expires_at TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT social_oauth_connections_pkey PRIMARY KEY (id),
    CONSTRAINT social_oauth_connections_state_hash_key UNIQUE (state_hash),
    CONSTRAINT social_oauth_connections_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT social_oauth_connections_social_account_id_fkey FOREIGN KEY (social_account_id)
      REFERENCES social_media_accounts (id) ON DELETE CASCADE,
    CONSTRAINT social_oauth_connections_proxy_id_fkey FOREIGN KEY (proxy_id) REFERENCES proxies (id) ON DELETE CASCADE,
    CONSTRAINT social_oauth_connections_status_check
      CHECK (status IN ('started', 'redeeming', 'pending', 'completed', 'denied', 'failed'))
  );
  CREATE INDEX idx_social_oauth_connections_user_id ON social_oauth_connections (user_id);
  CREATE INDEX idx_social_oauth_connections_expires_at ON social_oauth_connections (expires_at);
  CREATE INDEX idx_social_oauth_connections_social_account_id
    ON social_oauth_connections (social_account_id) WHERE social_account_id IS NOT NULL;
  CREATE INDEX idx_social_oauth_connections_proxy_id ON social_oauth_connections (proxy_id) WHERE proxy_id IS NOT NULL;
`;

const COLUMNS = [
  'deleted_at',
  'warmup_reason',
  'warmup_last_day',
  'warmup_ceiling',
  'warmup_clean_days',
  'warmup_stage',
  'warmup_since',
  'last_synced_at',
  'next_sync_at',
  'failure_notified_at',
  'failing_since',
  'failures',
  'connection_checked_at',
  'connection_error',
  'connection_state',
  'token_refused_at',
  'token_warned_days',
  'data_access_expires_at',
  'is_flagged',
  'status_reason',
  'settings',
  'warnings',
  'missing_scopes',
  'scopes',
  'timezone',
  'currency',
  'instagram_username',
  'instagram_account_id',
  'page_name',
  'page_id',
  'ad_account_id',
  'network_name',
];

const DOWN = `
  DROP TABLE social_oauth_connections;
  DROP TABLE social_delivery_days;
  DROP INDEX idx_social_media_accounts_next_sync_at;
  DROP INDEX idx_social_media_accounts_user_created;
  DROP INDEX social_media_accounts_user_platform_account_key;
  ALTER TABLE social_media_accounts
    DROP CONSTRAINT social_media_accounts_connection_state_check,
    DROP CONSTRAINT social_media_accounts_warmup_status_check,
    DROP CONSTRAINT social_media_accounts_status_check,
    ${COLUMNS.map((column) => `DROP COLUMN ${column}`).join(',\n    ')};
`;

/**
 * Accounts as they are connected: what the network says of them, how long their tokens live, how much they may spend a day
 * while they warm up. A deleted one keeps its row (campaigns are its history) and loses its tokens. Consents under way stand
 * in a table of their own, which is emptied of what is over.
 */
export class SocialAccounts1795305800100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

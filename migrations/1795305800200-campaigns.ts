import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  UPDATE ad_campaigns SET status = 'draft'
    WHERE status IS NULL OR status NOT IN ('draft', 'active', 'paused', 'completed');
  ALTER TABLE ad_campaigns
    ADD COLUMN status_reason VARCHAR(500),
    ADD COLUMN status_changed_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    ADD COLUMN currency VARCHAR(3),
    ADD COLUMN special_ad_categories JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN advertiser JSONB,
    ADD COLUMN conversion JSONB,
    ADD COLUMN url_parameters VARCHAR(1000),
    ADD COLUMN spend_cap NUMERIC(19,4),
    ADD COLUMN daily_spend_cap NUMERIC(19,4),
    ADD COLUMN submitted_at TIMESTAMPTZ,
    ADD COLUMN approved_at TIMESTAMPTZ,
    ADD COLUMN approved_by UUID,
    ADD COLUMN approved_hash VARCHAR(64),
    ADD COLUMN publish_started_at TIMESTAMPTZ,
    ADD COLUMN published_at TIMESTAMPTZ,
    ADD COLUMN paused_by VARCHAR(20),
    ADD COLUMN network_issues JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN network_checked_at TIMESTAMPTZ,
    ADD COLUMN deleted_at TIMESTAMPTZ,
    ADD CONSTRAINT ad_campaigns_status_check CHECK (status IN (
      'draft', 'pending_approval', 'approved', 'publishing', 'active', 'paused', 'completed', 'rejected', 'failed')),
    ADD CONSTRAINT ad_campaigns_paused_by_check CHECK (paused_by IN ('user', 'guard', 'network')),
    ADD CONSTRAINT ad_campaigns_approved_by_fkey FOREIGN KEY (approved_by) REFERENCES users (id) ON DELETE SET NULL;
  CREATE INDEX idx_ad_campaigns_user_created ON ad_campaigns (user_id, created_at DESC, id DESC);
  CREATE INDEX idx_ad_campaigns_social_account_id ON ad_campaigns (social_account_id);
  CREATE INDEX idx_ad_campaigns_approved_by ON ad_campaigns (approved_by) WHERE approved_by IS NOT NULL;

  CREATE TABLE ad_campaign_objects (
    campaign_id UUID NOT NULL,
    kind VARCHAR(20) NOT NULL,
    key UUID NOT NULL,
    position INTEGER NOT NULL,
    state VARCHAR(20) NOT NULL,
    platform_id VARCHAR(255),
    drawn_hash VARCHAR(64),
    sent_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT ad_campaign_objects_pkey PRIMARY KEY (campaign_id, kind, key),
    CONSTRAINT ad_campaign_objects_kind_check CHECK (kind IN ('image', 'campaign', 'ad_set', 'creative', 'ad')),
    CONSTRAINT ad_campaign_objects_state_check CHECK (state IN ('sending', 'made', 'removed')),
    CONSTRAINT ad_campaign_objects_made_check CHECK (state = 'sending' OR platform_id IS NOT NULL),
    CONSTRAINT ad_campaign_objects_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES ad_campaigns (id) ON DELETE CASCADE
  );

  CREATE TABLE ad_images (
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    content_type VARCHAR(50) NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    size INTEGER NOT NULL,
    name VARCHAR(255),
    source_url VARCHAR(2048),
    content BYTEA NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT ad_images_pkey PRIMARY KEY (id),
    CONSTRAINT ad_images_user_sha256_key UNIQUE (user_id, sha256),
    CONSTRAINT ad_images_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  );
  ALTER TABLE ad_images ALTER COLUMN content SET STORAGE EXTERNAL;
  CREATE INDEX idx_ad_images_user_created ON ad_images (user_id, created_at DESC, id DESC);
`;

const DOWN = `
  DROP TABLE ad_images, ad_campaign_objects;
  DROP INDEX idx_ad_campaigns_approved_by, idx_ad_campaigns_social_account_id, idx_ad_campaigns_user_created;
  ALTER TABLE ad_campaigns
    DROP CONSTRAINT ad_campaigns_approved_by_fkey,
    DROP CONSTRAINT ad_campaigns_paused_by_check,
    DROP CONSTRAINT ad_campaigns_status_check,
    DROP COLUMN deleted_at, DROP COLUMN network_checked_at, DROP COLUMN network_issues, DROP COLUMN paused_by,
    DROP COLUMN published_at, DROP COLUMN publish_started_at, DROP COLUMN approved_hash, DROP COLUMN approved_by,
    DROP COLUMN approved_at, DROP COLUMN submitted_at, DROP COLUMN daily_spend_cap, DROP COLUMN spend_cap,
    DROP COLUMN url_parameters, DROP COLUMN conversion, DROP COLUMN advertiser, DROP COLUMN special_ad_categories,
    DROP COLUMN currency, DROP COLUMN status_changed_at, DROP COLUMN status_reason;
`;

/** Campaigns with approval and caps, what is made of them at the networks, and their pictures. */
export class Campaigns1795305800200 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE TABLE ad_insights (
    user_id UUID NOT NULL,
    social_account_id UUID NOT NULL,
    campaign_id UUID,
    platform_campaign_id VARCHAR(255) NOT NULL,
    campaign_name VARCHAR(500),
    platform_ad_id VARCHAR(255) NOT NULL,
    ad_name VARCHAR(500),
    day DATE NOT NULL,
    currency VARCHAR(3) NOT NULL,
    spend NUMERIC(19,4) NOT NULL,
    impressions BIGINT NOT NULL,
    clicks BIGINT NOT NULL,
    conversions NUMERIC(19,4) NOT NULL,
    revenue NUMERIC(19,4),
    is_final BOOLEAN NOT NULL DEFAULT false,
    imported_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT ad_insights_pkey PRIMARY KEY (social_account_id, day, platform_ad_id),
    CONSTRAINT ad_insights_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT ad_insights_social_account_id_fkey FOREIGN KEY (social_account_id)
      REFERENCES social_media_accounts (id) ON DELETE CASCADE,
    CONSTRAINT ad_insights_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES ad_campaigns (id) ON DELETE SET NULL
  );
  CREATE INDEX idx_ad_insights_campaign_day ON ad_insights (campaign_id, day) INCLUDE (spend) WHERE campaign_id IS NOT NULL;
  CREATE INDEX idx_ad_insights_user_day ON ad_insights (user_id, day);

  CREATE TABLE ad_guard_actions (
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    campaign_id UUID NOT NULL,
    social_account_id UUID NOT NULL,
    cap VARCHAR(20) NOT NULL,
    "limit" NUMERIC(19,4) NOT NULL,
    spend NUMERIC(19,4) NOT NULL,
    currency VARCHAR(3) NOT NULL,
    day DATE NOT NULL,
    state VARCHAR(20) NOT NULL DEFAULT 'pending',
    reason VARCHAR(500) NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    wanted_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    paused_at TIMESTAMPTZ,
    undone_at TIMESTAMPTZ,
    CONSTRAINT ad_guard_actions_pkey PRIMARY KEY (id),
    CONSTRAINT ad_guard_actions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT ad_guard_actions_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES ad_campaigns (id) ON DELETE CASCADE,
    CONSTRAINT ad_guard_actions_social_account_id_fkey FOREIGN KEY (social_account_id)
      REFERENCES social_media_accounts (id) ON DELETE CASCADE,
    CONSTRAINT ad_guard_actions_cap_check
      CHECK (cap IN ('campaign_total', 'campaign_daily', 'account_daily', 'account_monthly', 'warmup')),
    CONSTRAINT ad_guard_actions_state_check CHECK (state IN ('pending', 'paused', 'failed', 'undone'))
  );
  CREATE UNIQUE INDEX ad_guard_actions_standing_key ON ad_guard_actions (campaign_id, cap, day) WHERE state <> 'undone';
  CREATE INDEX idx_ad_guard_actions_campaign_created ON ad_guard_actions (campaign_id, created_at DESC, id DESC);
  CREATE INDEX idx_ad_guard_actions_user_id ON ad_guard_actions (user_id);
  CREATE INDEX idx_ad_guard_actions_social_account_id ON ad_guard_actions (social_account_id);
  CREATE INDEX idx_ad_guard_actions_unpaused ON ad_guard_actions (wanted_at) WHERE state IN ('pending', 'failed');

  ALTER TABLE social_media_accounts
    ADD COLUMN insights_due_at TIMESTAMPTZ NOT NULL DEFAULT now() + interval '10 minutes',
    ADD COLUMN insights_full_at TIMESTAMPTZ,
    ADD COLUMN insights_as_of TIMESTAMPTZ,
    ADD COLUMN insights_day DATE,
    ADD COLUMN insights_progress JSONB,
    ADD COLUMN complaint_days JSONB NOT NULL DEFAULT '{}';
  CREATE INDEX idx_social_media_accounts_insights_due_at ON social_media_accounts (insights_due_at)
    WHERE access_token IS NOT NULL AND deleted_at IS NULL;
  CREATE INDEX idx_ad_campaigns_active ON ad_campaigns (social_account_id) WHERE status = 'active' AND deleted_at IS NULL;
`;

const DOWN = `
  DROP INDEX idx_ad_campaigns_active, idx_social_media_accounts_insights_due_at;
  ALTER TABLE social_media_accounts
    DROP COLUMN complaint_days, DROP COLUMN insights_progress, DROP COLUMN insights_day,
    DROP COLUMN insights_as_of, DROP COLUMN insights_full_at, DROP COLUMN insights_due_at;
  DROP TABLE ad_guard_actions, ad_insights;
`;

/** What each ad did on each day, and what was paused because of a cap. Both are history: they go with the user alone. */
export class AdInsights1795305800300 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  ALTER TABLE ad_campaign_objects
    ADD COLUMN run_state VARCHAR(20) NOT NULL DEFAULT 'paused',
    ADD CONSTRAINT ad_campaign_objects_run_state_check CHECK (run_state IN ('paused', 'switching', 'active'));
  CREATE INDEX idx_ad_campaign_objects_switching ON ad_campaign_objects (campaign_id) WHERE run_state = 'switching';
`;

const DOWN = `
  DROP INDEX idx_ad_campaign_objects_switching;
  ALTER TABLE ad_campaign_objects DROP CONSTRAINT ad_campaign_objects_run_state_check, DROP COLUMN run_state;
`;

/** What of a campaign is switched on at its network, and what may be. */
export class CampaignSwitches1795305800400 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

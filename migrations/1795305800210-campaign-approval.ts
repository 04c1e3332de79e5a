import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  ALTER TABLE ad_campaigns ADD COLUMN submitted_hash VARCHAR(64);
  CREATE INDEX idx_audit_log_campaign ON audit_log (subject_id, created_at DESC, id DESC) WHERE subject_type = 'campaign';
  CREATE INDEX idx_ad_campaigns_creatives ON ad_campaigns USING gin (creatives jsonb_path_ops);
`;

const DOWN = `
  DROP INDEX idx_ad_campaigns_creatives, idx_audit_log_campaign;
  ALTER TABLE ad_campaigns DROP COLUMN submitted_hash;
`;

/** What was submitted is what is approved; the history of a campaign, and who uses a picture, by an index. */
export class CampaignApproval1795305800210 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

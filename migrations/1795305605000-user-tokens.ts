import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  ALTER TABLE users
    ADD COLUMN token_version INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN password_changed_at TIMESTAMPTZ;
`;

const DOWN = `
  ALTER TABLE users
    DROP COLUMN password_changed_at,
    DROP COLUMN token_version;
`;

/** Access tokens carry the version; raising it refuses every token given out before. */
export class UserTokens1795305605000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

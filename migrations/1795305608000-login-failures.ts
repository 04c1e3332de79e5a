import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE TABLE login_failures (
    key TEXT NOT NULL,
    window_started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    count INTEGER NOT NULL DEFAULT 0,
    blocked_until TIMESTAMPTZ,
    CONSTRAINT login_failures_pkey PRIMARY KEY (key)
  );
  CREATE INDEX idx_login_failures_window_started_at ON login_failures (window_started_at);
`;

const DOWN = `
  DROP TABLE login_failures;
`;

/** Counts failed logins per account and per address, by a hash of either: an unknown account counts alike. */
export class LoginFailures1795305608000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

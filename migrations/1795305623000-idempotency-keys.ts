import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE TABLE idempotency_keys (
    scope TEXT NOT NULL,
    key VARCHAR(255) NOT NULL,
    method VARCHAR(10) NOT NULL,
    path TEXT NOT NULL,
    fingerprint BYTEA NOT NULL,
    state VARCHAR(10) NOT NULL DEFAULT 'running',
    effect_at TIMESTAMPTZ,
    status_code INTEGER,
    headers JSONB,
    body_sealed JSONB,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    finished_at TIMESTAMPTZ,
    expires_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (scope, key),
    CONSTRAINT idempotency_keys_state_check CHECK (state IN ('running', 'done'))
  );
  CREATE INDEX idx_idempotency_keys_expires_at ON idempotency_keys (expires_at);
`;

const DOWN = `
  DROP TABLE idempotency_keys;
`;

/** Answers given under an Idempotency-Key, sealed, for as long as the key is good. */
export class IdempotencyKeys1795305623000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE TABLE one_time_tokens (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL,
    purpose VARCHAR(20) NOT NULL,
    email VARCHAR(255) NOT NULL,
    token_hash BYTEA NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ,
    CONSTRAINT one_time_tokens_pkey PRIMARY KEY (id),
    CONSTRAINT one_time_tokens_token_hash_key UNIQUE (token_hash),
    CONSTRAINT one_time_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT one_time_tokens_purpose_check CHECK (purpose IN ('verify_email', 'reset_password'))
  );
  CREATE INDEX idx_one_time_tokens_user_purpose ON one_time_tokens (user_id, purpose);
  CREATE INDEX idx_one_time_tokens_expires_at ON one_time_tokens (expires_at);
`;

const DOWN = `
  DROP TABLE one_time_tokens;
`;

/** What a mailed link carries: good once, for one purpose, for a while, and only for the address it went to. Kept as a hash. */
export class OneTimeTokens1795305607000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

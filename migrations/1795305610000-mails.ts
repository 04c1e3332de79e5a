import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE TABLE mails (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    user_id UUID,
    recipient VARCHAR(320) NOT NULL,
    subject TEXT NOT NULL,
    kind VARCHAR(50) NOT NULL,
    body_sealed JSONB,
    dedupe_key VARCHAR(255),
    status VARCHAR(20) NOT NULL DEFAULT 'queued',
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at TIMESTAMPTZ DEFAULT now(),
    last_error TEXT,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    sent_at TIMESTAMPTZ,
    CONSTRAINT mails_pkey PRIMARY KEY (id),
    CONSTRAINT mails_dedupe_key_key UNIQUE (dedupe_key),
    CONSTRAINT mails_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT mails_status_check CHECK (status IN ('queued', 'sent', 'failed'))
  );
  CREATE INDEX idx_mails_user_id ON mails (user_id);
  CREATE INDEX idx_mails_queued ON mails (next_attempt_at) WHERE status = 'queued';
`;

const DOWN = `
  DROP TABLE mails;
`;

/** Mails wait here, sealed, until they are sent; the body is emptied then. The dedupe key makes "once" hold. */
export class Mails1795305610000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE TABLE audit_log (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    user_id UUID,
    action VARCHAR(100) NOT NULL,
    subject_type VARCHAR(50),
    subject_id VARCHAR(255),
    ip TEXT,
    user_agent TEXT,
    request_id VARCHAR(128),
    details JSONB NOT NULL DEFAULT '{}',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT audit_log_pkey PRIMARY KEY (id),
    CONSTRAINT audit_log_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL
  );
  CREATE INDEX idx_audit_log_user_created ON audit_log (user_id, created_at DESC, id DESC);
`;

const DOWN = `
  DROP TABLE audit_log;
`;

/** Who changed what, from where. Outlives the person: their id is cleared, the record stays. */
export class AuditLog1795305609000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

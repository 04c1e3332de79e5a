import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE TABLE store_checks (
    store_id UUID NOT NULL,
    webhooks_due_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    webhooks_state VARCHAR(20) NOT NULL DEFAULT 'unknown',
    webhooks_address TEXT,
    webhooks_checked_at TIMESTAMPTZ,
    webhooks_mended JSONB,
    webhooks_error JSONB,
    gap_scan_due_at TIMESTAMPTZ,
    gap_scan_started_at TIMESTAMPTZ,
    gap_scan_rotation JSONB NOT NULL DEFAULT '{}',
    gap_scan_marks JSONB NOT NULL DEFAULT '{}',
    CONSTRAINT store_checks_pkey PRIMARY KEY (store_id),
    CONSTRAINT store_checks_store_id_fkey FOREIGN KEY (store_id) REFERENCES stores (id) ON DELETE CASCADE,
    CONSTRAINT store_checks_webhooks_state_check CHECK (webhooks_state IN ('unknown', 'registered', 'failing', 'no_address', 'unsupported'))
  );

  CREATE TABLE gap_scans (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    store_id UUID NOT NULL,
    job_id UUID,
    status VARCHAR(20) NOT NULL DEFAULT 'running',
    cursor JSONB,
    days INTEGER NOT NULL DEFAULT 0,
    checked INTEGER NOT NULL DEFAULT 0,
    missing INTEGER NOT NULL DEFAULT 0,
    stale INTEGER NOT NULL DEFAULT 0,
    deleted INTEGER NOT NULL DEFAULT 0,
    bad INTEGER NOT NULL DEFAULT 0,
    error_code VARCHAR(100),
    error_message TEXT,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    last_step_at TIMESTAMPTZ,
    finished_at TIMESTAMPTZ,
    CONSTRAINT gap_scans_pkey PRIMARY KEY (id),
    CONSTRAINT gap_scans_store_id_fkey FOREIGN KEY (store_id) REFERENCES stores (id) ON DELETE CASCADE,
    CONSTRAINT gap_scans_job_id_fkey FOREIGN KEY (job_id) REFERENCES jobs (id) ON DELETE SET NULL,
    CONSTRAINT gap_scans_status_check CHECK (status IN ('running', 'succeeded', 'failed', 'cancelled'))
  );
  CREATE INDEX idx_gap_scans_store_started ON gap_scans (store_id, started_at DESC);
  CREATE INDEX idx_gap_scans_job_id ON gap_scans (job_id) WHERE job_id IS NOT NULL;
`;

const DOWN = `
  DROP TABLE gap_scans;
  DROP TABLE store_checks;
`;

/**
 * Scheduled checks of a store: whether its webhooks still stand at the platform, and the comparison of what we hold with
 * what the platform has (each a row with where it stands, so that one that is killed goes on).
 */
export class StoreChecks1795305660100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE TABLE jobs (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL,
    store_id UUID,
    type VARCHAR(100) NOT NULL,
    status VARCHAR(20) NOT NULL DEFAULT 'queued',
    payload JSONB NOT NULL DEFAULT '{}',
    progress_done BIGINT NOT NULL DEFAULT 0,
    progress_total BIGINT,
    progress_unit VARCHAR(50),
    result JSONB,
    error_code VARCHAR(100),
    error_message TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    max_attempts INTEGER NOT NULL DEFAULT 5,
    priority INTEGER NOT NULL DEFAULT 0,
    run_after TIMESTAMPTZ NOT NULL DEFAULT now(),
    run_token UUID,
    worker_id BIGINT,
    cancel_requested_at TIMESTAMPTZ,
    dedupe_key VARCHAR(255),
    request_id VARCHAR(128),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    started_at TIMESTAMPTZ,
    finished_at TIMESTAMPTZ,
    CONSTRAINT jobs_pkey PRIMARY KEY (id),
    CONSTRAINT jobs_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT jobs_store_id_fkey FOREIGN KEY (store_id) REFERENCES stores (id) ON DELETE CASCADE,
    CONSTRAINT jobs_status_check CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled'))
  );
  CREATE UNIQUE INDEX jobs_active_dedupe_key ON jobs (dedupe_key) WHERE status IN ('queued', 'running');
  CREATE INDEX idx_jobs_user_created ON jobs (user_id, created_at DESC, id DESC);
  CREATE INDEX idx_jobs_store_created ON jobs (store_id, created_at DESC, id DESC) WHERE store_id IS NOT NULL;
  CREATE INDEX idx_jobs_active ON jobs (status, run_after) WHERE status IN ('queued', 'running');

  CREATE TABLE worker_instances (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    role VARCHAR(20) NOT NULL,
    hostname TEXT NOT NULL,
    pid INTEGER NOT NULL,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    heartbeat_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    consumed_at TIMESTAMPTZ,
    CONSTRAINT worker_instances_pkey PRIMARY KEY (id),
    CONSTRAINT worker_instances_role_check CHECK (role IN ('all', 'api', 'worker'))
  );
`;

const DOWN = `
  DROP TABLE worker_instances;
  DROP TABLE jobs;
`;

/**
 * Jobs: the row is the truth, a queue only carries its id. A store's jobs go with the store, so the job that
 * deletes a store bears the store's id in its payload only.
 * worker_id is no foreign key: it goes on naming a worker that is gone, whose free lock tells that the job is orphaned.
 */
export class Jobs1795305621000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE TABLE sync_runs (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    store_id UUID NOT NULL,
    job_id UUID,
    resource VARCHAR(20) NOT NULL,
    mode VARCHAR(20) NOT NULL,
    status VARCHAR(20) NOT NULL DEFAULT 'running',
    since TIMESTAMPTZ,
    high_water TIMESTAMPTZ,
    newest_seen TIMESTAMPTZ,
    cursor JSONB,
    seen INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    deleted INTEGER NOT NULL DEFAULT 0,
    bad INTEGER NOT NULL DEFAULT 0,
    total INTEGER,
    error_code VARCHAR(100),
    error_message TEXT,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    last_page_at TIMESTAMPTZ,
    finished_at TIMESTAMPTZ,
    CONSTRAINT sync_runs_pkey PRIMARY KEY (id),
    CONSTRAINT sync_runs_store_id_fkey FOREIGN KEY (store_id) REFERENCES stores (id) ON DELETE CASCADE,
    CONSTRAINT sync_runs_job_id_fkey FOREIGN KEY (job_id) REFERENCES jobs (id) ON DELETE SET NULL,
    CONSTRAINT sync_runs_resource_check CHECK (resource IN ('products', 'orders', 'inventory', 'customers')),
    CONSTRAINT sync_runs_mode_check CHECK (mode IN ('full', 'incremental')),
    CONSTRAINT sync_runs_status_check CHECK (status IN ('running', 'succeeded', 'failed', 'cancelled'))
  );
  CREATE INDEX idx_sync_runs_store_resource_started ON sync_runs (store_id, resource, started_at DESC);
  CREATE INDEX idx_sync_runs_job_id ON sync_runs (job_id) WHERE job_id IS NOT NULL;

  CREATE TABLE sync_state (
    store_id UUID NOT NULL,
    resource VARCHAR(20) NOT NULL,
    high_water TIMESTAMPTZ,
    last_full_at TIMESTAMPTZ,
    last_success_at TIMESTAMPTZ,
    last_run_id UUID,
    last_error JSONB,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT sync_state_pkey PRIMARY KEY (store_id, resource),
    CONSTRAINT sync_state_store_id_fkey FOREIGN KEY (store_id) REFERENCES stores (id) ON DELETE CASCADE,
    CONSTRAINT sync_state_resource_check CHECK (resource IN ('products', 'orders', 'inventory', 'customers'))
  );

  CREATE TABLE sync_bad_records (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    store_id UUID NOT NULL,
    resource VARCHAR(20) NOT NULL,
    platform_id VARCHAR(255) NOT NULL,
    reason TEXT NOT NULL,
    raw JSONB,
    occurrences INTEGER NOT NULL DEFAULT 1,
    first_seen_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    last_seen_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    resolved_at TIMESTAMPTZ,
    CONSTRAINT sync_bad_records_pkey PRIMARY KEY (id),
    CONSTRAINT sync_bad_records_store_id_resource_platform_id_key UNIQUE (store_id, resource, platform_id),
    CONSTRAINT sync_bad_records_store_id_fkey FOREIGN KEY (store_id) REFERENCES stores (id) ON DELETE CASCADE,
    CONSTRAINT sync_bad_records_resource_check CHECK (resource IN ('products', 'orders', 'inventory', 'customers'))
  );
`;

const DOWN = `
  DROP TABLE sync_bad_records;
  DROP TABLE sync_state;
  DROP TABLE sync_runs;
`;

/**
 * The sync's memory: each run with its cursor, where each resource of a store stands, and the records that could not
 * be taken in. platform_id of a bad record that bears none is made from its content, so that it is kept once.
 */
export class Sync1795305624000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

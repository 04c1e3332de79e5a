import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE TABLE outbox (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    type VARCHAR(100) NOT NULL,
    user_id UUID,
    store_id UUID,
    payload JSONB NOT NULL DEFAULT '{}',
    request_id VARCHAR(128),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    dispatched_at TIMESTAMPTZ,
    dead_at TIMESTAMPTZ,
    last_error TEXT,
    CONSTRAINT outbox_pkey PRIMARY KEY (id)
  );
  CREATE INDEX idx_outbox_undispatched ON outbox (next_attempt_at, id) WHERE dispatched_at IS NULL AND dead_at IS NULL;
  CREATE INDEX idx_outbox_dispatched_at ON outbox (dispatched_at) WHERE dispatched_at IS NOT NULL;

  CREATE TABLE outbox_deliveries (
    event_id BIGINT NOT NULL,
    listener TEXT NOT NULL,
    handled_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT outbox_deliveries_pkey PRIMARY KEY (event_id, listener),
    CONSTRAINT outbox_deliveries_event_id_fkey FOREIGN KEY (event_id) REFERENCES outbox (id) ON DELETE CASCADE
  );
`;

const DOWN = `
  DROP TABLE outbox_deliveries;
  DROP TABLE outbox;
`;

/**
 * Events wait here from the transaction of their write until every listener has had them.
 * No foreign keys: an event may tell of a deletion.
 */
export class Outbox1795305622000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

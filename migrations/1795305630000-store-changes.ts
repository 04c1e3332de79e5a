import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE TABLE store_changes (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL,
    store_id UUID NOT NULL,
    kind VARCHAR(40) NOT NULL,
    subject_id UUID NOT NULL,
    payload JSONB NOT NULL,
    context JSONB NOT NULL DEFAULT '{}',
    state VARCHAR(20) NOT NULL DEFAULT 'sent',
    lease_token UUID,
    lease_until TIMESTAMPTZ NOT NULL DEFAULT now(),
    attempts INTEGER NOT NULL DEFAULT 0,
    known JSONB,
    outcome JSONB,
    error JSONB,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    sent_at TIMESTAMPTZ,
    settled_at TIMESTAMPTZ,
    CONSTRAINT store_changes_pkey PRIMARY KEY (id),
    CONSTRAINT store_changes_store_id_user_id_fkey FOREIGN KEY (store_id, user_id) REFERENCES stores (id, user_id) ON DELETE CASCADE,
    CONSTRAINT store_changes_state_check CHECK (state IN ('sent', 'done', 'refused', 'given_up'))
  );
  CREATE UNIQUE INDEX store_changes_unsettled_subject_key ON store_changes (store_id, subject_id) WHERE state = 'sent';
  CREATE INDEX idx_store_changes_unsettled ON store_changes (lease_until) WHERE state = 'sent';
  CREATE INDEX idx_store_changes_settled_at ON store_changes (settled_at) WHERE settled_at IS NOT NULL;
  CREATE INDEX idx_store_changes_store_id ON store_changes (store_id);
`;

const DOWN = `
  DROP TABLE store_changes;
`;

/**
 * Every change that goes to a platform, written down before it is sent: what a process that dies in the middle leaves to
 * another. One unsettled change of a subject at a time. The id is the platform's idempotency key.
 */
export class StoreChanges1795305630000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

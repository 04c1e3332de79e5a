import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE TABLE bulk_changes (
    id UUID NOT NULL,
    job_id UUID NOT NULL,
    user_id UUID NOT NULL,
    store_id UUID NOT NULL,
    kind VARCHAR(10) NOT NULL,
    undo_of UUID,
    changes JSONB NOT NULL DEFAULT '{}',
    items_count INTEGER NOT NULL DEFAULT 0,
    chunk_key UUID,
    chunk_handle JSONB,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT bulk_changes_pkey PRIMARY KEY (id),
    CONSTRAINT bulk_changes_job_id_key UNIQUE (job_id),
    CONSTRAINT bulk_changes_undo_of_key UNIQUE (undo_of),
    CONSTRAINT bulk_changes_kind_check CHECK (kind IN ('update', 'undo')),
    CONSTRAINT bulk_changes_job_id_fkey FOREIGN KEY (job_id) REFERENCES jobs (id) ON DELETE CASCADE,
    CONSTRAINT bulk_changes_undo_of_fkey FOREIGN KEY (undo_of) REFERENCES bulk_changes (id) ON DELETE CASCADE,
    CONSTRAINT bulk_changes_store_id_user_id_fkey
      FOREIGN KEY (store_id, user_id) REFERENCES stores (id, user_id) ON DELETE CASCADE
  );

  CREATE TABLE bulk_change_items (
    id UUID NOT NULL,
    bulk_change_id UUID NOT NULL,
    position INTEGER NOT NULL,
    product_id UUID,
    platform_product_id VARCHAR(255),
    title VARCHAR(500) NOT NULL,
    before JSONB NOT NULL,
    after JSONB NOT NULL,
    state VARCHAR(10) NOT NULL DEFAULT 'pending',
    step VARCHAR(10) NOT NULL DEFAULT 'catalogue',
    error JSONB,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT bulk_change_items_pkey PRIMARY KEY (id),
    CONSTRAINT bulk_change_items_bulk_change_id_position_key UNIQUE (bulk_change_id, position),
    CONSTRAINT bulk_change_items_state_check CHECK (state IN ('pending', 'sent', 'done', 'failed', 'skipped')),
    CONSTRAINT bulk_change_items_step_check CHECK (step IN ('catalogue', 'stock')),
    CONSTRAINT bulk_change_items_bulk_change_id_fkey
      FOREIGN KEY (bulk_change_id) REFERENCES bulk_changes (id) ON DELETE CASCADE,
    CONSTRAINT bulk_change_items_product_id_fkey FOREIGN KEY (product_id) REFERENCES products (id) ON DELETE SET NULL
  );
  CREATE INDEX idx_bulk_changes_store_id ON bulk_changes (store_id);
  CREATE INDEX idx_bulk_change_items_state ON bulk_change_items (bulk_change_id, state, position);
  CREATE INDEX idx_bulk_change_items_product_id ON bulk_change_items (product_id);
`;

const DOWN = `
  DROP TABLE bulk_change_items;
  DROP TABLE bulk_changes;
`;

/** What a bulk change does to each product: before and after, and how far it is. */
export class BulkChanges1795305640000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE TABLE product_imports (
    job_id UUID NOT NULL,
    user_id UUID NOT NULL,
    store_id UUID NOT NULL,
    summary JSONB NOT NULL DEFAULT '{}',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT product_imports_pkey PRIMARY KEY (job_id),
    CONSTRAINT product_imports_job_id_fkey FOREIGN KEY (job_id) REFERENCES jobs (id) ON DELETE CASCADE,
    CONSTRAINT product_imports_store_id_user_id_fkey
      FOREIGN KEY (store_id, user_id) REFERENCES stores (id, user_id) ON DELETE CASCADE
  );

  CREATE TABLE product_import_items (
    id UUID NOT NULL,
    job_id UUID NOT NULL,
    position INTEGER NOT NULL,
    lines JSONB NOT NULL,
    action VARCHAR(10) NOT NULL,
    product_id UUID NOT NULL,
    title VARCHAR(500) NOT NULL,
    input JSONB NOT NULL,
    state VARCHAR(10) NOT NULL DEFAULT 'pending',
    error JSONB,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT product_import_items_pkey PRIMARY KEY (id),
    CONSTRAINT product_import_items_job_id_position_key UNIQUE (job_id, position),
    CONSTRAINT product_import_items_job_id_fkey FOREIGN KEY (job_id) REFERENCES product_imports (job_id) ON DELETE CASCADE,
    CONSTRAINT product_import_items_action_check CHECK (action IN ('create', 'update')),
    CONSTRAINT product_import_items_state_check CHECK (state IN ('pending', 'sent', 'done', 'failed'))
  );
  CREATE INDEX idx_product_imports_store_id ON product_imports (store_id);
  CREATE INDEX idx_product_import_items_open ON product_import_items (job_id, position) WHERE state IN ('pending', 'sent');
`;

const DOWN = `
  DROP TABLE product_import_items;
  DROP TABLE product_imports;
`;

/** What an import does to each product, and how far it is. */
export class ProductImports1795305670100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE TABLE customers (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL,
    store_id UUID NOT NULL,
    platform_customer_id VARCHAR(255) NOT NULL,
    email VARCHAR(255),
    first_name TEXT,
    last_name TEXT,
    phone TEXT,
    tags JSONB NOT NULL DEFAULT '[]',
    address JSONB,
    orders_count INTEGER,
    total_spent NUMERIC(19,4),
    currency VARCHAR(3),
    platform_created_at TIMESTAMPTZ,
    platform_updated_at TIMESTAMPTZ,
    content_hash BYTEA,
    deleted_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT customers_pkey PRIMARY KEY (id),
    CONSTRAINT customers_store_id_platform_customer_id_key UNIQUE (store_id, platform_customer_id),
    CONSTRAINT customers_store_id_user_id_fkey
      FOREIGN KEY (store_id, user_id) REFERENCES stores (id, user_id) ON DELETE CASCADE
  );
  CREATE INDEX idx_customers_user_email ON customers (user_id, lower(email));
`;

const DOWN = `
  DROP TABLE customers;
`;

/** Customers as a platform has them. */
export class Customers1795305619000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const EXPRESSION = `lower(coalesce(platform_transaction_id, '') || ' ' || coalesce(customer_email, '') || ' ' ||
      coalesce(customer_name, '') || ' ' || coalesce(description, ''))`;

const UP = `
  ALTER TABLE transactions ADD COLUMN search_text TEXT GENERATED ALWAYS AS (${EXPRESSION}) STORED;
  INSERT INTO typeorm_metadata (type, database, schema, "table", name, value)
  VALUES ('GENERATED_COLUMN', current_database(), current_schema(), 'transactions', 'search_text', $$ ${EXPRESSION} $$);
  CREATE INDEX idx_transactions_rare ON transactions USING gin (
    user_id, payment_processor_id, type, status, currency, reconciliation_state, search_text gin_trgm_ops);
  CREATE INDEX idx_transactions_user_type_occurred ON transactions (user_id, type, occurred_at DESC, id DESC);
  CREATE INDEX idx_transactions_user_status_occurred ON transactions (user_id, status, occurred_at DESC, id DESC);
`;

const DOWN = `
  DROP INDEX idx_transactions_user_status_occurred;
  DROP INDEX idx_transactions_user_type_occurred;
  DROP INDEX idx_transactions_rare;
  DELETE FROM typeorm_metadata
  WHERE type = 'GENERATED_COLUMN' AND database = current_database() AND schema = current_schema()
    AND "table" = 'transactions' AND name = 'search_text';
  ALTER TABLE transactions DROP COLUMN search_text;
`;

/** What the list of transactions filters by and searches in; see the same of orders. */
export class BookSearch1795305700600 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

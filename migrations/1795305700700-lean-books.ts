import type { MigrationInterface, QueryRunner } from 'typeorm';

/** SQL of what is searched in, of the row that `alias` names. */
const text = (alias: string): string =>
  `lower(concat_ws(' ', ${['platform_transaction_id', 'customer_email', 'customer_name', 'description']
    .map((column) => `${alias}.${column}`)
    .join(', ')}))`;

const OLD_EXPRESSION = `lower(coalesce(platform_transaction_id, '') || ' ' || coalesce(customer_email, '') || ' ' ||
      coalesce(customer_name, '') || ' ' || coalesce(description, ''))`;

const UP = `
  CREATE TABLE transaction_search (
    transaction_id UUID NOT NULL,
    user_id UUID NOT NULL,
    search_text TEXT NOT NULL,
    CONSTRAINT transaction_search_pkey PRIMARY KEY (transaction_id),
    CONSTRAINT transaction_search_transaction_id_fkey FOREIGN KEY (transaction_id)
      REFERENCES transactions (id) ON DELETE CASCADE
  );
  INSERT INTO transaction_search SELECT t.id, t.user_id, ${text('t')} FROM transactions t;
  CREATE INDEX idx_transaction_search_text ON transaction_search USING gin (user_id, search_text gin_trgm_ops);

  CREATE FUNCTION add_transaction_search() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO transaction_search (transaction_id, user_id, search_text) SELECT t.id, t.user_id, ${text('t')} FROM added t;
    RETURN NULL;
  END $$;
  CREATE FUNCTION renew_transaction_search() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    UPDATE transaction_search SET search_text = ${text('NEW')} WHERE transaction_id = NEW.id;
    RETURN NULL;
  END $$;
  CREATE TRIGGER add_transaction_search AFTER INSERT ON transactions REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION add_transaction_search();
  CREATE TRIGGER renew_transaction_search
    AFTER UPDATE OF platform_transaction_id, customer_email, customer_name, description ON transactions
    FOR EACH ROW WHEN (${text('OLD')} IS DISTINCT FROM ${text('NEW')})
    EXECUTE FUNCTION renew_transaction_search();

  DROP INDEX idx_transactions_rare;
  DELETE FROM typeorm_metadata
  WHERE type = 'GENERATED_COLUMN' AND database = current_database() AND schema = current_schema()
    AND "table" = 'transactions' AND name = 'search_text';
  ALTER TABLE transactions DROP COLUMN search_text;
  CREATE INDEX idx_transactions_rare ON transactions USING gin (
    user_id, payment_processor_id, type, status, currency, reconciliation_state);
  DROP INDEX idx_transactions_user_type_occurred;
  DROP INDEX idx_transactions_user_status_occurred;
  ALTER TABLE transactions DROP CONSTRAINT transactions_refund_request_id_key;
  CREATE UNIQUE INDEX transactions_refund_request_id_key ON transactions (refund_request_id)
    WHERE refund_request_id IS NOT NULL;
  ALTER TABLE order_payments
    DROP CONSTRAINT order_payments_payment_processor_id_fkey, DROP CONSTRAINT order_payments_order_id_fkey;
  CREATE FUNCTION remove_order_payments() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    DELETE FROM order_payments p USING removed WHERE p.order_id = removed.id;
    RETURN NULL;
  END $$;
  CREATE TRIGGER remove_order_payments AFTER DELETE ON orders REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION remove_order_payments();
`;

const DOWN = `
  DROP TRIGGER remove_order_payments ON orders;
  DROP FUNCTION remove_order_payments();
  DELETE FROM order_payments WHERE order_id NOT IN (SELECT id FROM orders);
  ALTER TABLE order_payments ADD CONSTRAINT order_payments_order_id_fkey
    FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE;
  UPDATE order_payments SET payment_processor_id = NULL
  WHERE payment_processor_id NOT IN (SELECT id FROM payment_processors);
  ALTER TABLE order_payments ADD CONSTRAINT order_payments_payment_processor_id_fkey
    FOREIGN KEY (payment_processor_id) REFERENCES payment_processors (id) ON DELETE SET NULL;
  DROP INDEX transactions_refund_request_id_key;
  ALTER TABLE transactions ADD CONSTRAINT transactions_refund_request_id_key UNIQUE (refund_request_id);
  CREATE INDEX idx_transactions_user_status_occurred ON transactions (user_id, status, occurred_at DESC, id DESC);
  CREATE INDEX idx_transactions_user_type_occurred ON transactions (user_id, type, occurred_at DESC, id DESC);
  DROP INDEX idx_transactions_rare;
  DROP TRIGGER renew_transaction_search ON transactions;
  DROP TRIGGER add_transaction_search ON transactions;
  DROP FUNCTION renew_transaction_search();
  DROP FUNCTION add_transaction_search();
  DROP TABLE transaction_search;
  ALTER TABLE transactions ADD COLUMN search_text TEXT GENERATED ALWAYS AS (${OLD_EXPRESSION}) STORED;
  INSERT INTO typeorm_metadata (type, database, schema, "table", name, value)
  VALUES ('GENERATED_COLUMN', current_database(), current_schema(), 'transactions', 'search_text', $$ ${OLD_EXPRESSION} $$);
  CREATE INDEX idx_transactions_rare ON transactions USING gin (
    user_id, payment_processor_id, type, status, currency, reconciliation_state, search_text gin_trgm_ops);
`;

/**
 * A pass of the reconciliation rewrites rows of `transactions`, and with each every index entry: what is searched in stands in a
 * table of its own, indexes that the one for rare matches can stand in for are gone, and the verdicts of orders are checked by no foreign key. See
 * docs/adr/0018.
 */
export class LeanBooks1795305700700 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

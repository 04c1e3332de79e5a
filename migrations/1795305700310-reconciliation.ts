import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE TABLE order_payments (
    order_id UUID NOT NULL,
    user_id UUID NOT NULL,
    store_id UUID NOT NULL,
    payment_processor_id UUID,
    state VARCHAR(30) NOT NULL,
    reason VARCHAR(50),
    expected_amount NUMERIC(19,4) NOT NULL,
    paid_amount NUMERIC(19,4) NOT NULL,
    refunded_amount NUMERIC(19,4) NOT NULL,
    difference NUMERIC(19,4),
    currency VARCHAR(3) NOT NULL,
    paid_currency VARCHAR(3),
    fee_amount NUMERIC(19,4),
    net_amount NUMERIC(19,4),
    fee_currency VARCHAR(3),
    transactions_count INTEGER NOT NULL,
    ordered_at TIMESTAMPTZ NOT NULL,
    since TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT order_payments_pkey PRIMARY KEY (order_id),
    CONSTRAINT order_payments_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE,
    CONSTRAINT order_payments_payment_processor_id_fkey FOREIGN KEY (payment_processor_id)
      REFERENCES payment_processors (id) ON DELETE SET NULL,
    CONSTRAINT order_payments_state_check CHECK (state IN (
      'expected', 'matched_auto', 'matched_manual', 'matched_with_tolerance', 'under_amount', 'over_amount', 'missing',
      'currency_mismatch', 'void'))
  );
  CREATE INDEX idx_order_payments_user_ordered ON order_payments (user_id, ordered_at);
  CREATE INDEX idx_order_payments_exceptions ON order_payments (user_id, since)
    WHERE state IN ('missing', 'under_amount', 'over_amount', 'currency_mismatch');

  CREATE TABLE reconciliation_rules (
    user_id UUID NOT NULL,
    tolerance_amount NUMERIC(19,4) NOT NULL,
    tolerance_percent NUMERIC(7,4) NOT NULL,
    days_until_missing INTEGER NOT NULL,
    hours_until_orphan INTEGER NOT NULL,
    time_window_hours INTEGER NOT NULL,
    minimum_score SMALLINT NOT NULL,
    ignored_gateways JSONB NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT reconciliation_rules_pkey PRIMARY KEY (user_id),
    CONSTRAINT reconciliation_rules_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  );

  CREATE TABLE reconciliations (
    user_id UUID NOT NULL,
    due_at TIMESTAMPTZ,
    full_due_at TIMESTAMPTZ NOT NULL,
    passed_at TIMESTAMPTZ,
    full_passed_at TIMESTAMPTZ,
    seconds DOUBLE PRECISION NOT NULL DEFAULT 0,
    is_waiting BOOLEAN NOT NULL DEFAULT false,
    CONSTRAINT reconciliations_pkey PRIMARY KEY (user_id),
    CONSTRAINT reconciliations_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  );
  CREATE INDEX idx_reconciliations_due_at ON reconciliations (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX idx_reconciliations_full_due_at ON reconciliations (full_due_at);

  CREATE TABLE reconciliation_marks (
    user_id UUID NOT NULL,
    subject_type VARCHAR(20) NOT NULL,
    subject_id UUID NOT NULL,
    CONSTRAINT reconciliation_marks_pkey PRIMARY KEY (user_id, subject_type, subject_id),
    CONSTRAINT reconciliation_marks_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT reconciliation_marks_subject_type_check CHECK (subject_type IN ('order', 'transaction'))
  );

  CREATE TABLE accepted_exceptions (
    user_id UUID NOT NULL,
    subject_id UUID NOT NULL,
    facts TEXT NOT NULL,
    note TEXT NOT NULL,
    accepted_by UUID NOT NULL,
    accepted_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT accepted_exceptions_pkey PRIMARY KEY (user_id, subject_id),
    CONSTRAINT accepted_exceptions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  );

  CREATE INDEX idx_transactions_unmatched ON transactions (user_id, currency, amount)
    WHERE order_id IS NULL AND type = 'payment';
  CREATE INDEX idx_transactions_exceptions ON transactions (user_id, occurred_at)
    WHERE reconciliation_state IN ('orphan', 'duplicate') OR reconciliation_reason = 'refund_in_later_payout';
`;

const DOWN = `
  DROP INDEX idx_transactions_exceptions;
  DROP INDEX idx_transactions_unmatched;
  DROP TABLE accepted_exceptions;
  DROP TABLE reconciliation_marks;
  DROP TABLE reconciliations;
  DROP TABLE reconciliation_rules;
  DROP TABLE order_payments;
`;

/**
 * What became of the money of each order, a person's rules for it, what has changed since it was last worked out, and the
 * exceptions that a person has accepted. What became of a transaction stands in its own row.
 */
export class Reconciliation1795305700310 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE TABLE payouts (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL,
    payment_processor_id UUID NOT NULL,
    platform_payout_id VARCHAR(255) NOT NULL,
    amount NUMERIC(19,4) NOT NULL,
    fee_amount NUMERIC(19,4) NOT NULL DEFAULT 0,
    currency VARCHAR(3) NOT NULL,
    status VARCHAR(20) NOT NULL,
    provider_status VARCHAR(100),
    arrival_date DATE,
    initiated_at TIMESTAMPTZ NOT NULL,
    destination VARCHAR(255),
    balance_after NUMERIC(19,4),
    lines_complete BOOLEAN NOT NULL DEFAULT false,
    lines_count INTEGER NOT NULL DEFAULT 0,
    lines_amount NUMERIC(19,4),
    gateway_response JSONB,
    content_hash BYTEA,
    observed_at TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT payouts_pkey PRIMARY KEY (id),
    CONSTRAINT payouts_payment_processor_id_platform_payout_id_key UNIQUE (payment_processor_id, platform_payout_id),
    CONSTRAINT payouts_payment_processor_id_user_id_fkey FOREIGN KEY (payment_processor_id, user_id)
      REFERENCES payment_processors (id, user_id) ON DELETE CASCADE,
    CONSTRAINT payouts_status_check CHECK (status IN ('pending', 'in_transit', 'paid', 'failed', 'cancelled'))
  );
  CREATE INDEX idx_payouts_user_initiated ON payouts (user_id, initiated_at DESC, id DESC);
  CREATE INDEX idx_payouts_processor_initiated ON payouts (payment_processor_id, initiated_at DESC, id DESC);

  ALTER TABLE transactions
    ADD COLUMN user_id UUID,
    ADD COLUMN provider_type VARCHAR(100),
    ADD COLUMN provider_status VARCHAR(100),
    ADD COLUMN is_classified BOOLEAN NOT NULL DEFAULT true,
    ADD COLUMN settlement_amount NUMERIC(19,4),
    ADD COLUMN settlement_currency VARCHAR(3),
    ADD COLUMN exchange_rate NUMERIC(24,12),
    ADD COLUMN fee_amount NUMERIC(19,4),
    ADD COLUMN net_amount NUMERIC(19,4),
    ADD COLUMN fee_lines JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN payout_id UUID,
    ADD COLUMN platform_payout_id VARCHAR(255),
    ADD COLUMN parent_transaction_id UUID,
    ADD COLUMN parent_platform_id VARCHAR(255),
    ADD COLUMN own_references TEXT[] NOT NULL DEFAULT '{}',
    ADD COLUMN order_references TEXT[] NOT NULL DEFAULT '{}',
    ADD COLUMN customer_email VARCHAR(255),
    ADD COLUMN customer_name VARCHAR(255),
    ADD COLUMN description TEXT,
    ADD COLUMN refund_request_id UUID,
    ADD COLUMN occurred_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    ADD COLUMN content_hash BYTEA,
    ADD COLUMN observed_at TIMESTAMPTZ,
    ADD COLUMN updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    ADD COLUMN reconciliation_state VARCHAR(30),
    ADD COLUMN reconciliation_reason VARCHAR(50),
    ADD COLUMN match_method VARCHAR(20),
    ADD COLUMN match_score SMALLINT,
    ADD COLUMN matched_at TIMESTAMPTZ,
    ADD COLUMN matched_by UUID,
    ADD COLUMN match_note TEXT;
  UPDATE transactions SET user_id = payment_processors.user_id, occurred_at = coalesce(transactions.created_at, now())
    FROM payment_processors WHERE payment_processors.id = transactions.payment_processor_id;
  ALTER TABLE transactions
    ALTER COLUMN user_id SET NOT NULL,
    ADD CONSTRAINT transactions_payment_processor_id_user_id_fkey FOREIGN KEY (payment_processor_id, user_id)
      REFERENCES payment_processors (id, user_id) ON DELETE CASCADE,
    ADD CONSTRAINT transactions_payout_id_fkey FOREIGN KEY (payout_id) REFERENCES payouts (id) ON DELETE SET NULL,
    ADD CONSTRAINT transactions_parent_transaction_id_fkey FOREIGN KEY (parent_transaction_id)
      REFERENCES transactions (id) ON DELETE SET NULL,
    ADD CONSTRAINT transactions_processor_platform_transaction_id_key
      UNIQUE (payment_processor_id, platform_transaction_id),
    ADD CONSTRAINT transactions_refund_request_id_key UNIQUE (refund_request_id),
    ADD CONSTRAINT transactions_reconciliation_state_check CHECK (reconciliation_state IN (
      'expected', 'matched_auto', 'matched_manual', 'matched_with_tolerance', 'under_amount', 'over_amount', 'missing',
      'duplicate', 'currency_mismatch', 'orphan', 'void'));
  CREATE INDEX idx_transactions_user_occurred ON transactions (user_id, occurred_at DESC, id DESC);
  CREATE INDEX idx_transactions_processor_occurred ON transactions (payment_processor_id, occurred_at DESC, id DESC);
  CREATE INDEX idx_transactions_payout_id ON transactions (payout_id) WHERE payout_id IS NOT NULL;
  CREATE INDEX idx_transactions_parent_transaction_id ON transactions (parent_transaction_id)
    WHERE parent_transaction_id IS NOT NULL;
  CREATE INDEX idx_transactions_parentless ON transactions (payment_processor_id, parent_platform_id)
    WHERE parent_platform_id IS NOT NULL AND parent_transaction_id IS NULL;

  CREATE TABLE payout_lines (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL,
    payment_processor_id UUID NOT NULL,
    payout_id UUID NOT NULL,
    platform_line_id VARCHAR(255) NOT NULL,
    transaction_id UUID,
    platform_transaction_id VARCHAR(255),
    category VARCHAR(30) NOT NULL,
    provider_type VARCHAR(100) NOT NULL,
    gross_amount NUMERIC(19,4) NOT NULL,
    fee_amount NUMERIC(19,4) NOT NULL,
    net_amount NUMERIC(19,4) NOT NULL,
    currency VARCHAR(3) NOT NULL,
    description TEXT,
    occurred_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT payout_lines_pkey PRIMARY KEY (id),
    CONSTRAINT payout_lines_payout_id_platform_line_id_key UNIQUE (payout_id, platform_line_id),
    CONSTRAINT payout_lines_payout_id_fkey FOREIGN KEY (payout_id) REFERENCES payouts (id) ON DELETE CASCADE,
    CONSTRAINT payout_lines_payment_processor_id_user_id_fkey FOREIGN KEY (payment_processor_id, user_id)
      REFERENCES payment_processors (id, user_id) ON DELETE CASCADE,
    CONSTRAINT payout_lines_transaction_id_fkey FOREIGN KEY (transaction_id)
      REFERENCES transactions (id) ON DELETE SET NULL,
    CONSTRAINT payout_lines_category_check CHECK (category IN (
      'payment', 'refund', 'chargeback', 'chargeback_reversal', 'fee', 'adjustment', 'reserve', 'transfer', 'payout_return',
      'brought_forward', 'carried_forward', 'unclassified'))
  );
  CREATE INDEX idx_payout_lines_transaction_id ON payout_lines (transaction_id) WHERE transaction_id IS NOT NULL;
  CREATE INDEX idx_payout_lines_payout_occurred ON payout_lines (payout_id, occurred_at, id);
  CREATE INDEX idx_payout_lines_unlinked ON payout_lines (payment_processor_id, platform_transaction_id)
    WHERE platform_transaction_id IS NOT NULL AND transaction_id IS NULL;
`;

const DOWN = `
  DROP TABLE payout_lines;
  DROP INDEX idx_transactions_parentless;
  DROP INDEX idx_transactions_parent_transaction_id;
  DROP INDEX idx_transactions_payout_id;
  DROP INDEX idx_transactions_processor_occurred;
  DROP INDEX idx_transactions_user_occurred;
  ALTER TABLE transactions
    DROP CONSTRAINT transactions_reconciliation_state_check,
    DROP CONSTRAINT transactions_refund_request_id_key,
    DROP CONSTRAINT transactions_processor_platform_transaction_id_key,
    DROP CONSTRAINT transactions_parent_transaction_id_fkey,
    DROP CONSTRAINT transactions_payout_id_fkey,
    DROP CONSTRAINT transactions_payment_processor_id_user_id_fkey,
    DROP COLUMN match_note,
    DROP COLUMN matched_by,
    DROP COLUMN matched_at,
    DROP COLUMN match_score,
    DROP COLUMN match_method,
    DROP COLUMN reconciliation_reason,
    DROP COLUMN reconciliation_state,
    DROP COLUMN updated_at,
    DROP COLUMN observed_at,
    DROP COLUMN content_hash,
    DROP COLUMN occurred_at,
    DROP COLUMN refund_request_id,
    DROP COLUMN description,
    DROP COLUMN customer_name,
    DROP COLUMN customer_email,
    DROP COLUMN order_references,
    DROP COLUMN own_references,
    DROP COLUMN parent_platform_id,
    DROP COLUMN parent_transaction_id,
    DROP COLUMN platform_payout_id,
    DROP COLUMN payout_id,
    DROP COLUMN fee_lines,
    DROP COLUMN net_amount,
    DROP COLUMN fee_amount,
    DROP COLUMN exchange_rate,
    DROP COLUMN settlement_currency,
    DROP COLUMN settlement_amount,
    DROP COLUMN is_classified,
    DROP COLUMN provider_status,
    DROP COLUMN provider_type,
    DROP COLUMN user_id;
  DROP TABLE payouts;
`;

/**
 * The books: every movement of money at a processor, the payouts, and the lines that explain each payout. The owner stands
 * beside the row. Amounts bear the merchant's sign; settlement, fee and net are in the settlement currency.
 */
export class PaymentBooks1795305700100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

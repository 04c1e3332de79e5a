import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE TABLE refund_requests (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL,
    payment_processor_id UUID NOT NULL,
    transaction_id UUID NOT NULL,
    amount NUMERIC(19,4) NOT NULL,
    currency VARCHAR(3) NOT NULL,
    reason TEXT,
    status VARCHAR(20) NOT NULL DEFAULT 'pending',
    lease_token UUID,
    lease_until TIMESTAMPTZ NOT NULL DEFAULT now(),
    attempts INTEGER NOT NULL DEFAULT 0,
    error JSONB,
    told_order_id UUID,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    sent_at TIMESTAMPTZ,
    settled_at TIMESTAMPTZ,
    CONSTRAINT refund_requests_pkey PRIMARY KEY (id),
    CONSTRAINT refund_requests_payment_processor_id_user_id_fkey FOREIGN KEY (payment_processor_id, user_id)
      REFERENCES payment_processors (id, user_id) ON DELETE CASCADE,
    CONSTRAINT refund_requests_transaction_id_fkey FOREIGN KEY (transaction_id) REFERENCES transactions (id) ON DELETE CASCADE,
    CONSTRAINT refund_requests_amount_check CHECK (amount > 0),
    CONSTRAINT refund_requests_status_check CHECK (status IN ('pending', 'sent', 'completed', 'failed'))
  );
  CREATE INDEX idx_refund_requests_unsettled ON refund_requests (lease_until) WHERE status IN ('pending', 'sent');
  CREATE INDEX idx_refund_requests_transaction_id ON refund_requests (transaction_id);
  CREATE INDEX idx_refund_requests_untold ON refund_requests (settled_at) WHERE status = 'completed' AND told_order_id IS NULL;
  CREATE INDEX idx_refund_requests_processor ON refund_requests (payment_processor_id);
`;

const DOWN = `
  DROP TABLE refund_requests;
`;

/**
 * Every refund that goes to a payment provider, written down before it is sent: what a process that dies in the middle leaves
 * to another. The id is the provider's idempotency key; the refund's own row is the transaction that bears it.
 */
export class RefundRequests1795305700400 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE TABLE fulfillments (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    order_id UUID NOT NULL,
    platform_fulfillment_id VARCHAR(255),
    status VARCHAR(50) NOT NULL,
    carrier TEXT,
    tracking_number TEXT,
    tracking_url TEXT,
    shipment_status VARCHAR(50),
    shipped_at TIMESTAMPTZ,
    delivered_at TIMESTAMPTZ,
    items JSONB NOT NULL DEFAULT '[]',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT fulfillments_pkey PRIMARY KEY (id),
    CONSTRAINT fulfillments_order_id_platform_fulfillment_id_key UNIQUE (order_id, platform_fulfillment_id),
    CONSTRAINT fulfillments_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE
  );

  CREATE TABLE refunds (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    order_id UUID NOT NULL,
    platform_refund_id VARCHAR(255),
    amount NUMERIC(19,4) NOT NULL,
    currency VARCHAR(3) NOT NULL,
    reason TEXT,
    refunded_at TIMESTAMPTZ,
    items JSONB NOT NULL DEFAULT '[]',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT refunds_pkey PRIMARY KEY (id),
    CONSTRAINT refunds_order_id_platform_refund_id_key UNIQUE (order_id, platform_refund_id),
    CONSTRAINT refunds_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE
  );

  CREATE TABLE order_timeline (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    order_id UUID NOT NULL,
    kind VARCHAR(50) NOT NULL,
    message TEXT NOT NULL,
    source VARCHAR(50) NOT NULL,
    actor_user_id UUID,
    details JSONB NOT NULL DEFAULT '{}',
    dedupe_key VARCHAR(255),
    occurred_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT order_timeline_pkey PRIMARY KEY (id),
    CONSTRAINT order_timeline_order_id_dedupe_key_key UNIQUE (order_id, dedupe_key),
    CONSTRAINT order_timeline_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE,
    CONSTRAINT order_timeline_actor_user_id_fkey FOREIGN KEY (actor_user_id) REFERENCES users (id) ON DELETE SET NULL
  );
  CREATE INDEX idx_order_timeline_order_occurred ON order_timeline (order_id, occurred_at, id);
  CREATE INDEX idx_order_timeline_actor ON order_timeline (actor_user_id) WHERE actor_user_id IS NOT NULL;
`;

const DOWN = `
  DROP TABLE order_timeline;
  DROP TABLE refunds;
  DROP TABLE fulfillments;
`;

/** What happens to an order after it was placed: shipments, refunds, and the story as a person reads it. */
export class OrderEvents1795305618000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

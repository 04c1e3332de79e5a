import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { JsonObject } from '../../common/json.js';

export const ENDPOINT_DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const;
export type EndpointDeliveryStatus = (typeof ENDPOINT_DELIVERY_STATUSES)[number];

/** One event for one endpoint. */
@Entity('webhook_endpoint_deliveries')
@Unique('webhook_endpoint_deliveries_endpoint_id_webhook_id_key', ['endpoint_id', 'webhook_id'])
@ForeignKey('webhook_endpoints', ['endpoint_id', 'user_id'], ['id', 'user_id'], {
  name: 'webhook_endpoint_deliveries_endpoint_id_user_id_fkey',
  onDelete: 'CASCADE',
})
@Index('idx_webhook_endpoint_deliveries_created', { synchronize: false })
@Index('idx_webhook_endpoint_deliveries_due', ['endpoint_id', 'next_attempt_at'], { where: "status = 'pending'" })
@Index('idx_webhook_endpoint_deliveries_store_id', ['store_id'])
@Index('idx_webhook_endpoint_deliveries_created_at', ['created_at'])
@Check('webhook_endpoint_deliveries_status_check', "status IN ('pending', 'delivered', 'failed')")
export class WebhookEndpointDelivery {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'webhook_endpoint_deliveries_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  endpoint_id!: string;

  @Column({ type: 'uuid' })
  user_id!: string;

  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('stores', { name: 'webhook_endpoint_deliveries_store_id_fkey', onDelete: 'CASCADE' })
  store_id!: string | null;

  /** The same with every try: what receivers tell repetitions by. */
  @Column({ type: 'varchar', length: 120 })
  webhook_id!: string;

  @Column({ type: 'varchar', length: 50 })
  type!: string;

  /** The order or product that it is about. */
  @Column({ type: 'uuid', nullable: true })
  subject_id!: string | null;

  /** What the event itself says; the record is added when it is first sent. */
  @Column({ type: 'jsonb', default: {} })
  data!: JsonObject;

  /** What is sent, byte for byte; null until it is first sent. */
  @Column({ type: 'text', nullable: true })
  body!: string | null;

  @Column({ type: 'varchar', length: 20, default: 'pending' })
  status!: EndpointDeliveryStatus;

  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  next_attempt_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  last_attempt_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  delivered_at!: Date | null;

  @Column({ type: 'integer', nullable: true })
  response_status!: number | null;

  /** At most its first kilobyte. */
  @Column({ type: 'text', nullable: true })
  response_body!: string | null;

  @Column({ type: 'integer', nullable: true })
  response_ms!: number | null;

  @Column({ type: 'text', nullable: true })
  last_error!: string | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  occurred_at!: Date;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at!: Date;
}

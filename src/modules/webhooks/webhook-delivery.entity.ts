import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { DeliveryStatus } from '../../common/inbox/inbox-table.js';

export type WebhookResource = 'products' | 'orders' | 'inventory' | 'customers';

export type WebhookChange = 'upsert' | 'delete';

/** The inbox: a delivery as it came. */
@Entity('webhook_deliveries')
@Unique('webhook_deliveries_store_id_delivery_id_key', ['store_id', 'delivery_id'])
@Index('idx_webhook_deliveries_store_received', { synchronize: false })
@Index('idx_webhook_deliveries_due', ['store_id', 'next_attempt_at'], { where: "status IN ('received', 'failed')" })
@Index('idx_webhook_deliveries_dead', ['store_id', 'received_at'], { where: "status = 'dead'" })
@Index('idx_webhook_deliveries_bodies', ['received_at'], {
  where: "body IS NOT NULL AND status IN ('processed', 'ignored')",
})
@Index('idx_webhook_deliveries_received_at', ['received_at'])
@Check('webhook_deliveries_resource_check', "resource IN ('products', 'orders', 'inventory', 'customers')")
@Check('webhook_deliveries_change_check', "change IN ('upsert', 'delete')")
@Check('webhook_deliveries_status_check', "status IN ('received', 'processed', 'ignored', 'failed', 'dead')")
export class WebhookDelivery {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'webhook_deliveries_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('stores', { name: 'webhook_deliveries_store_id_fkey', onDelete: 'CASCADE' })
  store_id!: string;

  @Column({ type: 'varchar', length: 50 })
  platform!: string;

  /** The platform's own id of the delivery. */
  @Column({ type: 'varchar', length: 255 })
  delivery_id!: string;

  @Column({ type: 'varchar', length: 255 })
  topic!: string;

  /** Null: needs no work. */
  @Column({ type: 'varchar', length: 20, nullable: true })
  resource!: WebhookResource | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  platform_id!: string | null;

  @Column({ type: 'varchar', length: 20, nullable: true })
  change!: WebhookChange | null;

  /** The bytes as they were signed; emptied some days after they were worked off. */
  @Column({ type: 'bytea', nullable: true })
  body!: Buffer | null;

  /** Lower-case names; no secrets. */
  @Column({ type: 'jsonb', default: {} })
  headers!: Record<string, string>;

  @Column({ type: 'varchar', length: 20, default: 'received' })
  status!: DeliveryStatus;

  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  next_attempt_at!: Date | null;

  @Column({ type: 'text', nullable: true })
  last_error!: string | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  received_at!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  processed_at!: Date | null;
}

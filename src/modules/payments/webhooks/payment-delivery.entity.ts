import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { DeliveryStatus } from '../../../common/inbox/inbox-table.js';

/** A provider's delivery as it came. */
@Entity('payment_deliveries')
@Unique('payment_deliveries_payment_processor_id_delivery_id_key', ['payment_processor_id', 'delivery_id'])
@Index('idx_payment_deliveries_processor_received', { synchronize: false })
@Index('idx_payment_deliveries_due', ['payment_processor_id', 'next_attempt_at'], {
  where: "status IN ('received', 'failed')",
})
@Index('idx_payment_deliveries_dead', ['payment_processor_id', 'received_at'], { where: "status = 'dead'" })
@Index('idx_payment_deliveries_bodies', ['received_at'], {
  where: "body IS NOT NULL AND status IN ('processed', 'ignored')",
})
@Index('idx_payment_deliveries_received_at', ['received_at'])
@Check('payment_deliveries_status_check', "status IN ('received', 'processed', 'ignored', 'failed', 'dead')")
export class PaymentDelivery {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'payment_deliveries_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('payment_processors', { name: 'payment_deliveries_payment_processor_id_fkey', onDelete: 'CASCADE' })
  payment_processor_id!: string;

  /** The provider's own id of the event. */
  @Column({ type: 'varchar', length: 255 })
  delivery_id!: string;

  @Column({ type: 'varchar', length: 255 })
  topic!: string;

  /** What the provider's adapter reads anew; null: needs no work. */
  @Column({ type: 'varchar', length: 50, nullable: true })
  resource!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  platform_id!: string | null;

  /** The bytes as they came, but for card numbers and the like; emptied some days after they were worked off. */
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

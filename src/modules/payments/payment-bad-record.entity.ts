import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { Json } from '../../common/json.js';

/** A record of a provider that could not be read: kept, shown, read again by the next import. */
@Entity('payment_bad_records')
@Index('payment_bad_records_processor_resource_platform_id_key', ['payment_processor_id', 'resource', 'platform_id'], {
  unique: true,
  where: 'platform_id IS NOT NULL',
})
@Index('idx_payment_bad_records_processor_seen', { synchronize: false })
export class PaymentBadRecord {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'payment_bad_records_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('payment_processors', { name: 'payment_bad_records_payment_processor_id_fkey', onDelete: 'CASCADE' })
  payment_processor_id!: string;

  @Column({ type: 'varchar', length: 50 })
  resource!: string;

  @Column({ type: 'varchar', length: 255, nullable: true })
  platform_id!: string | null;

  @Column({ type: 'text' })
  reason!: string;

  @Column({ type: 'jsonb', nullable: true })
  raw!: Json;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  seen_at!: Date;
}

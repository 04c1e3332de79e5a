import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { Json } from '../../common/json.js';

/** Money sent to the merchant's bank, in `currency`; negative: taken from it. */
@Entity('payouts')
@Unique('payouts_payment_processor_id_platform_payout_id_key', ['payment_processor_id', 'platform_payout_id'])
@Index('idx_payouts_user_initiated', { synchronize: false })
@Index('idx_payouts_processor_initiated', { synchronize: false })
@ForeignKey('payment_processors', ['payment_processor_id', 'user_id'], ['id', 'user_id'], {
  name: 'payouts_payment_processor_id_user_id_fkey',
  onDelete: 'CASCADE',
})
@Check('payouts_status_check', "status IN ('pending', 'in_transit', 'paid', 'failed', 'cancelled')")
export class Payout {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'payouts_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  user_id!: string;

  @Column({ type: 'uuid' })
  payment_processor_id!: string;

  @Column({ type: 'varchar', length: 255 })
  platform_payout_id!: string;

  @Column({ type: 'numeric', precision: 19, scale: 4 })
  amount!: string;

  @Column({ type: 'numeric', precision: 19, scale: 4, default: 0 })
  fee_amount!: string;

  @Column({ type: 'varchar', length: 3 })
  currency!: string;

  @Column({ type: 'varchar', length: 20 })
  status!: string;

  @Column({ type: 'varchar', length: 100, nullable: true })
  provider_status!: string | null;

  @Column({ type: 'date', nullable: true })
  arrival_date!: string | null;

  @Column({ type: 'timestamptz' })
  initiated_at!: Date;

  @Column({ type: 'varchar', length: 255, nullable: true })
  destination!: string | null;

  @Column({ type: 'numeric', precision: 19, scale: 4, nullable: true })
  balance_after!: string | null;

  @Column({ type: 'boolean', default: false })
  lines_complete!: boolean;

  @Column({ type: 'integer', default: 0 })
  lines_count!: number;

  @Column({ type: 'numeric', precision: 19, scale: 4, nullable: true })
  lines_amount!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  gateway_response!: Json;

  @Column({ type: 'bytea', nullable: true })
  content_hash!: Buffer | null;

  @Column({ type: 'timestamptz' })
  observed_at!: Date;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at!: Date;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  updated_at!: Date;
}

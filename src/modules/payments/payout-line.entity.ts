import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** One line of a payout; the nets of all its lines together are its amount. */
@Entity('payout_lines')
@Unique('payout_lines_payout_id_platform_line_id_key', ['payout_id', 'platform_line_id'])
@Index('idx_payout_lines_transaction_id', ['transaction_id'], { where: 'transaction_id IS NOT NULL' })
@Index('idx_payout_lines_payout_occurred', ['payout_id', 'occurred_at', 'id'])
@Index('idx_payout_lines_unlinked', ['payment_processor_id', 'platform_transaction_id'], {
  where: 'platform_transaction_id IS NOT NULL AND transaction_id IS NULL',
})
@ForeignKey('payment_processors', ['payment_processor_id', 'user_id'], ['id', 'user_id'], {
  name: 'payout_lines_payment_processor_id_user_id_fkey',
  onDelete: 'CASCADE',
})
@Check(
  'payout_lines_category_check',
  "category IN ('payment', 'refund', 'chargeback', 'chargeback_reversal', 'fee', 'adjustment', 'reserve', 'transfer', 'payout_return', 'brought_forward', 'carried_forward', 'unclassified')",
)
export class PayoutLine {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'payout_lines_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  user_id!: string;

  @Column({ type: 'uuid' })
  payment_processor_id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('payouts', { name: 'payout_lines_payout_id_fkey', onDelete: 'CASCADE' })
  payout_id!: string;

  @Column({ type: 'varchar', length: 255 })
  platform_line_id!: string;

  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('transactions', { name: 'payout_lines_transaction_id_fkey', onDelete: 'SET NULL' })
  transaction_id!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  platform_transaction_id!: string | null;

  @Column({ type: 'varchar', length: 30 })
  category!: string;

  @Column({ type: 'varchar', length: 100 })
  provider_type!: string;

  @Column({ type: 'numeric', precision: 19, scale: 4 })
  gross_amount!: string;

  @Column({ type: 'numeric', precision: 19, scale: 4 })
  fee_amount!: string;

  @Column({ type: 'numeric', precision: 19, scale: 4 })
  net_amount!: string;

  @Column({ type: 'varchar', length: 3 })
  currency!: string;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  @Column({ type: 'timestamptz' })
  occurred_at!: Date;
}

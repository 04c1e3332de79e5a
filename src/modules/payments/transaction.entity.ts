import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { Json } from '../../common/json.js';

/** One movement of money at a payment processor. */
@Entity('transactions')
@Index('idx_transactions_payment_processor_id', ['payment_processor_id'])
@Index('idx_transactions_order_id', ['order_id'])
@Index('idx_transactions_created_at', ['created_at'])
@Index('idx_transactions_user_occurred', { synchronize: false })
@Index('idx_transactions_processor_occurred', { synchronize: false })
@Index('idx_transactions_rare', { synchronize: false })
@Index('idx_transactions_payout_id', ['payout_id'], { where: 'payout_id IS NOT NULL' })
@Index('idx_transactions_parent_transaction_id', ['parent_transaction_id'], {
  where: 'parent_transaction_id IS NOT NULL',
})
@Index('idx_transactions_parentless', ['payment_processor_id', 'parent_platform_id'], {
  where: 'parent_platform_id IS NOT NULL AND parent_transaction_id IS NULL',
})
@Index('idx_transactions_unmatched', ['user_id', 'currency', 'amount'], {
  where: "order_id IS NULL AND type = 'payment'",
})
@Index('idx_transactions_exceptions', ['user_id', 'occurred_at'], {
  where: "reconciliation_state IN ('orphan', 'duplicate') OR reconciliation_reason = 'refund_in_later_payout'",
})
@Index('idx_transactions_payoutless', ['payment_processor_id', 'platform_payout_id'], {
  where: 'platform_payout_id IS NOT NULL AND payout_id IS NULL',
})
@Index('idx_transactions_open', { synchronize: false })
@Unique('transactions_processor_platform_transaction_id_key', ['payment_processor_id', 'platform_transaction_id'])
@Index('transactions_refund_request_id_key', ['refund_request_id'], {
  unique: true,
  where: 'refund_request_id IS NOT NULL',
})
@ForeignKey('payment_processors', ['payment_processor_id', 'user_id'], ['id', 'user_id'], {
  name: 'transactions_payment_processor_id_user_id_fkey',
  onDelete: 'CASCADE',
})
@Check(
  'transactions_reconciliation_state_check',
  "reconciliation_state IN ('expected', 'matched_auto', 'matched_manual', 'matched_with_tolerance', 'under_amount', 'over_amount', 'missing', 'duplicate', 'currency_mismatch', 'orphan', 'void')",
)
export class Transaction {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'transactions_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('payment_processors', { name: 'transactions_payment_processor_id_fkey' })
  payment_processor_id!: string;

  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('orders', { name: 'transactions_order_id_fkey', onDelete: 'SET NULL' })
  order_id!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  platform_transaction_id!: string | null;

  @Column({ type: 'varchar', length: 50, nullable: true })
  type!: string | null;

  @Column({ type: 'numeric', precision: 19, scale: 4 })
  amount!: string;

  @Column({ type: 'varchar', length: 3, nullable: true, default: 'USD' })
  currency!: string | null;

  @Column({ type: 'varchar', length: 50, nullable: true })
  status!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  gateway_response!: Json;

  @Column({ type: 'uuid' })
  user_id!: string;

  @Column({ type: 'varchar', length: 100, nullable: true })
  provider_type!: string | null;

  @Column({ type: 'varchar', length: 100, nullable: true })
  provider_status!: string | null;

  @Column({ type: 'boolean', default: true })
  is_classified!: boolean;

  @Column({ type: 'numeric', precision: 19, scale: 4, nullable: true })
  settlement_amount!: string | null;

  @Column({ type: 'varchar', length: 3, nullable: true })
  settlement_currency!: string | null;

  @Column({ type: 'numeric', precision: 24, scale: 12, nullable: true })
  exchange_rate!: string | null;

  @Column({ type: 'numeric', precision: 19, scale: 4, nullable: true })
  fee_amount!: string | null;

  @Column({ type: 'numeric', precision: 19, scale: 4, nullable: true })
  net_amount!: string | null;

  @Column({ type: 'jsonb', default: [] })
  fee_lines!: Json;

  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('payouts', { name: 'transactions_payout_id_fkey', onDelete: 'SET NULL' })
  payout_id!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  platform_payout_id!: string | null;

  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('transactions', { name: 'transactions_parent_transaction_id_fkey', onDelete: 'SET NULL' })
  parent_transaction_id!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  parent_platform_id!: string | null;

  @Column({ type: 'text', array: true, default: [] })
  own_references!: string[];

  @Column({ type: 'text', array: true, default: [] })
  order_references!: string[];

  @Column({ type: 'varchar', length: 255, nullable: true })
  customer_email!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  customer_name!: string | null;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  @Column({ type: 'uuid', nullable: true })
  refund_request_id!: string | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  occurred_at!: Date;

  @Column({ type: 'bytea', nullable: true })
  content_hash!: Buffer | null;

  @Column({ type: 'timestamptz', nullable: true })
  observed_at!: Date | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  updated_at!: Date;

  @Column({ type: 'varchar', length: 30, nullable: true })
  reconciliation_state!: string | null;

  @Column({ type: 'varchar', length: 50, nullable: true })
  reconciliation_reason!: string | null;

  @Column({ type: 'varchar', length: 20, nullable: true })
  match_method!: string | null;

  @Column({ type: 'smallint', nullable: true })
  match_score!: number | null;

  @Column({ type: 'timestamptz', nullable: true })
  matched_at!: Date | null;

  @Column({ type: 'uuid', nullable: true })
  matched_by!: string | null;

  @Column({ type: 'text', nullable: true })
  match_note!: string | null;

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  created_at!: Date | null;
}

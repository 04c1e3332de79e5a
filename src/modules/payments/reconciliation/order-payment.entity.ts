import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * What became of the money of an order; worked out by passes and nobody else, and gone with its order by a trigger of `orders`
 * (docs/adr/0018). Amounts are decimal text.
 */
@Entity('order_payments')
@Index('idx_order_payments_user_ordered', ['user_id', 'ordered_at'])
@Index('idx_order_payments_exceptions', ['user_id', 'since'], {
  where: "state IN ('missing', 'under_amount', 'over_amount', 'currency_mismatch')",
})
@Check(
  'order_payments_state_check',
  "state IN ('expected', 'matched_auto', 'matched_manual', 'matched_with_tolerance', 'under_amount', 'over_amount', 'missing', 'currency_mismatch', 'void')",
)
export class OrderPayment {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'order_payments_pkey' })
  order_id!: string;

  @Column({ type: 'uuid' })
  user_id!: string;

  @Column({ type: 'uuid' })
  store_id!: string;

  /** Of its first payment; null: none was seen. */
  @Column({ type: 'uuid', nullable: true })
  payment_processor_id!: string | null;

  @Column({ type: 'varchar', length: 30 })
  state!: string;

  @Column({ type: 'varchar', length: 50, nullable: true })
  reason!: string | null;

  /** The order's total, in `currency`. */
  @Column({ type: 'numeric', precision: 19, scale: 4 })
  expected_amount!: string;

  /** What was paid for it, in `paid_currency`; a payment too many is left out. */
  @Column({ type: 'numeric', precision: 19, scale: 4 })
  paid_amount!: string;

  /** Positive: what the processors gave back, in `currency`. */
  @Column({ type: 'numeric', precision: 19, scale: 4 })
  refunded_amount!: string;

  /** Paid less expected; null where the currencies differ. */
  @Column({ type: 'numeric', precision: 19, scale: 4, nullable: true })
  difference!: string | null;

  @Column({ type: 'varchar', length: 3 })
  currency!: string;

  @Column({ type: 'varchar', length: 3, nullable: true })
  paid_currency!: string | null;

  /** What the processors kept of all its transactions, in `fee_currency`; null: not known, or of several currencies. */
  @Column({ type: 'numeric', precision: 19, scale: 4, nullable: true })
  fee_amount!: string | null;

  /** What all its transactions together changed the balance by, in `fee_currency`. */
  @Column({ type: 'numeric', precision: 19, scale: 4, nullable: true })
  net_amount!: string | null;

  @Column({ type: 'varchar', length: 3, nullable: true })
  fee_currency!: string | null;

  @Column({ type: 'integer' })
  transactions_count!: number;

  @Column({ type: 'timestamptz' })
  ordered_at!: Date;

  /** When it came into this state with this reason. */
  @Column({ type: 'timestamptz' })
  since!: Date;

  @Column({ type: 'timestamptz' })
  updated_at!: Date;
}

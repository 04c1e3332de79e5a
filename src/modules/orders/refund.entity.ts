import { Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';

export interface RefundedItem {
  platform_item_id: string;
  quantity: number;
  amount: string;
}

/** Money given back for an order. */
@Entity('refunds')
@Unique('refunds_order_id_platform_refund_id_key', ['order_id', 'platform_refund_id'])
@Unique('refunds_transaction_id_key', ['transaction_id'])
export class Refund {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'refunds_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('orders', { name: 'refunds_order_id_fkey', onDelete: 'CASCADE' })
  order_id!: string;

  @Column({ type: 'varchar', length: 255, nullable: true })
  platform_refund_id!: string | null;

  /** Positive. */
  @Column({ type: 'numeric', precision: 19, scale: 4 })
  amount!: string;

  @Column({ type: 'varchar', length: 3 })
  currency!: string;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  refunded_at!: Date | null;

  @Column({ type: 'jsonb', default: [] })
  items!: RefundedItem[];

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at!: Date;

  /** The transaction of a payment processor by which it was made from here. */
  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('transactions', { name: 'refunds_transaction_id_fkey', onDelete: 'SET NULL' })
  transaction_id!: string | null;
}

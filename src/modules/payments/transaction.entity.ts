import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { Json } from '../../common/json.js';

/** One movement of money at a payment processor. */
@Entity('transactions')
@Index('idx_transactions_payment_processor_id', ['payment_processor_id'])
@Index('idx_transactions_order_id', ['order_id'])
@Index('idx_transactions_created_at', ['created_at'])
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

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  created_at!: Date | null;
}

import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { Json } from '../../../common/json.js';

export const REFUND_REQUEST_STATUSES = ['pending', 'sent', 'completed', 'failed'] as const;
export type RefundRequestStatus = (typeof REFUND_REQUEST_STATUSES)[number];

/** A refund that goes, or went, to a payment provider. The id is the provider's idempotency key. */
@Entity('refund_requests')
@Index('idx_refund_requests_unsettled', ['lease_until'], { where: "status IN ('pending', 'sent')" })
@Index('idx_refund_requests_transaction_id', ['transaction_id'])
@Index('idx_refund_requests_untold', ['settled_at'], { where: "status = 'completed' AND told_order_id IS NULL" })
@Index('idx_refund_requests_processor', ['payment_processor_id'])
@Check('refund_requests_amount_check', 'amount > 0')
@Check('refund_requests_status_check', "status IN ('pending', 'sent', 'completed', 'failed')")
@ForeignKey('payment_processors', ['payment_processor_id', 'user_id'], ['id', 'user_id'], {
  name: 'refund_requests_payment_processor_id_user_id_fkey',
  onDelete: 'CASCADE',
})
export class RefundRequest {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'refund_requests_pkey' })
  id!: string;

  /** Whose payment it is, and who asked for it. */
  @Column({ type: 'uuid' })
  user_id!: string;

  @Column({ type: 'uuid' })
  payment_processor_id!: string;

  /** The payment. */
  @Column({ type: 'uuid' })
  @ForeignKey('transactions', { name: 'refund_requests_transaction_id_fkey', onDelete: 'CASCADE' })
  transaction_id!: string;

  /** Positive, in the payment's currency. */
  @Column({ type: 'numeric', precision: 19, scale: 4 })
  amount!: string;

  @Column({ type: 'varchar', length: 3 })
  currency!: string;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  /** `pending`: it certainly has not left yet. `sent`: it may have been done. */
  @Column({ type: 'varchar', length: 20, default: 'pending' })
  status!: RefundRequestStatus;

  /** Whose turn it is: only the holder may send and settle. */
  @Column({ type: 'uuid', nullable: true })
  lease_token!: string | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  lease_until!: Date;

  /** How often somebody took it up. */
  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  /** `{ code, message }` of a refusal, or why it is not known yet what became of it. */
  @Column({ type: 'jsonb', nullable: true })
  error!: Json;

  /** The order that has been told of it; null: the payment is of no order (yet). */
  @Column({ type: 'uuid', nullable: true })
  told_order_id!: string | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at!: Date;

  /** When it was last about to be sent. */
  @Column({ type: 'timestamptz', nullable: true })
  sent_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  settled_at!: Date | null;
}

import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Json } from '../../../common/json.js';

export const WEBHOOK_STATES = ['unknown', 'no_address', 'registered', 'by_hand', 'failing'] as const;
export type WebhookState = (typeof WEBHOOK_STATES)[number];

/** Whether a provider tells us of a processor, and when that is looked at next. */
@Entity('payment_webhook_checks')
@Index('idx_payment_webhook_checks_due_at', ['due_at'])
@Check('payment_webhook_checks_state_check', "state IN ('unknown', 'no_address', 'registered', 'by_hand', 'failing')")
export class PaymentWebhookCheck {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'payment_webhook_checks_pkey' })
  @ForeignKey('payment_processors', { name: 'payment_webhook_checks_payment_processor_id_fkey', onDelete: 'CASCADE' })
  payment_processor_id!: string;

  @Column({ type: 'varchar', length: 20, default: 'unknown' })
  state!: WebhookState;

  @Column({ type: 'timestamptz', nullable: true })
  checked_at!: Date | null;

  @Column({ type: 'jsonb', nullable: true })
  error!: Json;

  /** When subscriptions were last found missing or changed, and put in order. */
  @Column({ type: 'timestamptz', nullable: true })
  mended_at!: Date | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  due_at!: Date;
}

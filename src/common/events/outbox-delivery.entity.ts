import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** That a listener has handled an event, written in the transaction in which it did. */
@Entity('outbox_deliveries')
export class OutboxDelivery {
  /** bigint: decimal text. */
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'outbox_deliveries_pkey' })
  @ForeignKey('outbox', { name: 'outbox_deliveries_event_id_fkey', onDelete: 'CASCADE' })
  event_id!: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'outbox_deliveries_pkey' })
  listener!: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  handled_at!: Date;
}

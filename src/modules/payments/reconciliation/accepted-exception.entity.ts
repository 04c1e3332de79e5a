import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** An exception that a person has looked at and accepts, as long as its facts stay what they were. */
@Entity('accepted_exceptions')
export class AcceptedException {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'accepted_exceptions_pkey' })
  @ForeignKey('users', { name: 'accepted_exceptions_user_id_fkey', onDelete: 'CASCADE' })
  user_id!: string;

  /** The order, transaction or payout. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'accepted_exceptions_pkey' })
  subject_id!: string;

  /** State, reason and amounts when it was accepted: other ones make it an exception again. */
  @Column({ type: 'text' })
  facts!: string;

  @Column({ type: 'text' })
  note!: string;

  @Column({ type: 'uuid' })
  accepted_by!: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  accepted_at!: Date;
}

import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Where a person's reconciliation stands, and when it is to be done again. */
@Entity('reconciliations')
@Index('idx_reconciliations_due_at', ['due_at'], { where: 'due_at IS NOT NULL' })
@Index('idx_reconciliations_full_due_at', ['full_due_at'])
export class ReconciliationRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'reconciliations_pkey' })
  @ForeignKey('users', { name: 'reconciliations_user_id_fkey', onDelete: 'CASCADE' })
  user_id!: string;

  /** What is marked is worked off from then on; null: nothing is marked. */
  @Column({ type: 'timestamptz', nullable: true })
  due_at!: Date | null;

  @Column({ type: 'timestamptz' })
  full_due_at!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  passed_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  full_passed_at!: Date | null;

  /** How long the last pass took. */
  @Column({ type: 'double precision', default: 0 })
  seconds!: number;

  /** A store or a processor was still in its first import: verdicts on what is not there were put off. */
  @Column({ type: 'boolean', default: false })
  is_waiting!: boolean;
}

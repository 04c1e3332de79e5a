import { Check, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** An order or a transaction that has changed since the last pass. */
@Entity('reconciliation_marks')
@Check('reconciliation_marks_subject_type_check', "subject_type IN ('order', 'transaction')")
export class ReconciliationMark {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'reconciliation_marks_pkey' })
  @ForeignKey('users', { name: 'reconciliation_marks_user_id_fkey', onDelete: 'CASCADE' })
  user_id!: string;

  @PrimaryColumn({ type: 'varchar', length: 20, primaryKeyConstraintName: 'reconciliation_marks_pkey' })
  subject_type!: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'reconciliation_marks_pkey' })
  subject_id!: string;
}

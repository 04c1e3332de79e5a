import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A person's rules, once they are others than the usual ones. */
@Entity('reconciliation_rules')
export class ReconciliationRulesRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'reconciliation_rules_pkey' })
  @ForeignKey('users', { name: 'reconciliation_rules_user_id_fkey', onDelete: 'CASCADE' })
  user_id!: string;

  @Column({ type: 'numeric', precision: 19, scale: 4 })
  tolerance_amount!: string;

  @Column({ type: 'numeric', precision: 7, scale: 4 })
  tolerance_percent!: string;

  @Column({ type: 'integer' })
  days_until_missing!: number;

  @Column({ type: 'integer' })
  hours_until_orphan!: number;

  @Column({ type: 'integer' })
  time_window_hours!: number;

  @Column({ type: 'smallint' })
  minimum_score!: number;

  @Column({ type: 'jsonb' })
  ignored_gateways!: string[];

  @Column({ type: 'timestamptz', default: () => 'now()' })
  updated_at!: Date;
}

import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Json } from '../../common/json.js';

/** Where the reading of one resource of a processor stands; the cursor is that of the last page stored. */
@Entity('payment_reads')
@Index('idx_payment_reads_job_id', ['job_id'], { where: 'job_id IS NOT NULL' })
@Check('payment_reads_status_check', "status IN ('running', 'succeeded', 'failed', 'cancelled')")
@Check('payment_reads_mode_check', "mode IN ('full', 'incremental')")
export class PaymentRead {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'payment_reads_pkey' })
  @ForeignKey('payment_processors', { name: 'payment_reads_payment_processor_id_fkey', onDelete: 'CASCADE' })
  payment_processor_id!: string;

  @PrimaryColumn({ type: 'varchar', length: 50, primaryKeyConstraintName: 'payment_reads_pkey' })
  resource!: string;

  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('jobs', { name: 'payment_reads_job_id_fkey', onDelete: 'SET NULL' })
  job_id!: string | null;

  @Column({ type: 'varchar', length: 20, default: 'running' })
  status!: string;

  @Column({ type: 'varchar', length: 20 })
  mode!: string;

  @Column({ type: 'timestamptz', nullable: true })
  since!: Date | null;

  @Column({ type: 'timestamptz' })
  until!: Date;

  @Column({ type: 'jsonb', nullable: true })
  cursor!: Json;

  @Column({ type: 'integer', default: 0 })
  seen!: number;

  @Column({ type: 'integer', default: 0 })
  created!: number;

  @Column({ type: 'integer', default: 0 })
  updated!: number;

  @Column({ type: 'integer', default: 0 })
  unchanged!: number;

  @Column({ type: 'integer', default: 0 })
  bad!: number;

  @Column({ type: 'integer', nullable: true })
  total!: number | null;

  @Column({ type: 'varchar', length: 100, nullable: true })
  error_code!: string | null;

  @Column({ type: 'text', nullable: true })
  error_message!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  high_water!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  last_full_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  last_success_at!: Date | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  started_at!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  last_page_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  finished_at!: Date | null;
}

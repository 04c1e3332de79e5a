import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { Json } from '../../../common/json.js';

export const GAP_SCAN_STATUSES = ['running', 'succeeded', 'failed', 'cancelled'] as const;
export type GapScanStatus = (typeof GAP_SCAN_STATUSES)[number];

/** One comparison of what we hold of a store with what its platform has. */
@Entity('gap_scans')
@Index('idx_gap_scans_store_started', { synchronize: false })
@Index('idx_gap_scans_job_id', ['job_id'], { where: 'job_id IS NOT NULL' })
@Check('gap_scans_status_check', "status IN ('running', 'succeeded', 'failed', 'cancelled')")
export class GapScanRow {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'gap_scans_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('stores', { name: 'gap_scans_store_id_fkey', onDelete: 'CASCADE' })
  store_id!: string;

  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('jobs', { name: 'gap_scans_job_id_fkey', onDelete: 'SET NULL' })
  job_id!: string | null;

  @Column({ type: 'varchar', length: 20, default: 'running' })
  status!: GapScanStatus;

  /** What is still to be compared; written with each step. */
  @Column({ type: 'jsonb', nullable: true })
  cursor!: Json;

  /** Days whose records were compared one by one. */
  @Column({ type: 'integer', default: 0 })
  days!: number;

  /** Records of the platform's that were compared. */
  @Column({ type: 'integer', default: 0 })
  checked!: number;

  /** Repaired: were not here. */
  @Column({ type: 'integer', default: 0 })
  missing!: number;

  /** Repaired: were older here. */
  @Column({ type: 'integer', default: 0 })
  stale!: number;

  /** Repaired: were here, and are gone there. */
  @Column({ type: 'integer', default: 0 })
  deleted!: number;

  /** Could not be taken in, see sync_bad_records. */
  @Column({ type: 'integer', default: 0 })
  bad!: number;

  @Column({ type: 'varchar', length: 100, nullable: true })
  error_code!: string | null;

  @Column({ type: 'text', nullable: true })
  error_message!: string | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  started_at!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  last_step_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  finished_at!: Date | null;
}

import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { SyncResource } from '../platforms/platform.connection.js';
import type { Json } from '../../../common/json.js';

export type SyncMode = 'full' | 'incremental';

export const SYNC_RUN_STATUSES = ['running', 'succeeded', 'failed', 'cancelled'] as const;
export type SyncRunStatus = (typeof SYNC_RUN_STATUSES)[number];

/** One reading of one resource of a store. The cursor is that of the last page stored. */
@Entity('sync_runs')
@Index('idx_sync_runs_store_resource_started', { synchronize: false })
@Index('idx_sync_runs_job_id', ['job_id'], { where: 'job_id IS NOT NULL' })
@Check('sync_runs_resource_check', "resource IN ('products', 'orders', 'inventory', 'customers')")
@Check('sync_runs_mode_check', "mode IN ('full', 'incremental')")
@Check('sync_runs_status_check', "status IN ('running', 'succeeded', 'failed', 'cancelled')")
export class SyncRun {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'sync_runs_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('stores', { name: 'sync_runs_store_id_fkey', onDelete: 'CASCADE' })
  store_id!: string;

  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('jobs', { name: 'sync_runs_job_id_fkey', onDelete: 'SET NULL' })
  job_id!: string | null;

  @Column({ type: 'varchar', length: 20 })
  resource!: SyncResource;

  @Column({ type: 'varchar', length: 20 })
  mode!: SyncMode;

  @Column({ type: 'varchar', length: 20, default: 'running' })
  status!: SyncRunStatus;

  /** Incremental: read everything changed from here on. */
  @Column({ type: 'timestamptz', nullable: true })
  since!: Date | null;

  /** Latest change seen by this run. */
  @Column({ type: 'timestamptz', nullable: true })
  high_water!: Date | null;

  /** The platform's own time of the newest change that the run has seen. */
  @Column({ type: 'timestamptz', nullable: true })
  newest_seen!: Date | null;

  /** Where to go on; written with its page. */
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
  deleted!: number;

  @Column({ type: 'integer', default: 0 })
  bad!: number;

  /** How many the platform said there are. */
  @Column({ type: 'integer', nullable: true })
  total!: number | null;

  @Column({ type: 'varchar', length: 100, nullable: true })
  error_code!: string | null;

  @Column({ type: 'text', nullable: true })
  error_message!: string | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  started_at!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  last_page_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  finished_at!: Date | null;
}

import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { Json, JsonObject } from '../json.js';

export const JOB_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** A piece of work that outlasts its request. The row is the truth; a queue only carries its id. */
@Entity('jobs')
@Index('jobs_active_dedupe_key', ['dedupe_key'], { unique: true, where: "status IN ('queued', 'running')" })
@Index('idx_jobs_user_created', { synchronize: false })
@Index('idx_jobs_store_created', { synchronize: false })
@Index('idx_jobs_active', ['status', 'run_after'], { where: "status IN ('queued', 'running')" })
@Check('jobs_status_check', "status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')")
export class Job {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'jobs_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('users', { name: 'jobs_user_id_fkey', onDelete: 'CASCADE' })
  user_id!: string;

  /** The store's jobs go with it; the job that deletes a store bears its id in the payload only. */
  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('stores', { name: 'jobs_store_id_fkey', onDelete: 'CASCADE' })
  store_id!: string | null;

  @Column({ type: 'varchar', length: 100 })
  type!: string;

  @Column({ type: 'varchar', length: 20, default: 'queued' })
  status!: JobStatus;

  /** Ids and options only; never a secret. */
  @Column({ type: 'jsonb', default: {} })
  payload!: JsonObject;

  /** bigint: decimal text. */
  @Column({ type: 'bigint', default: 0 })
  progress_done!: string;

  /** bigint: decimal text; null: unknown. */
  @Column({ type: 'bigint', nullable: true })
  progress_total!: string | null;

  @Column({ type: 'varchar', length: 50, nullable: true })
  progress_unit!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  result!: Json;

  @Column({ type: 'varchar', length: 100, nullable: true })
  error_code!: string | null;

  @Column({ type: 'text', nullable: true })
  error_message!: string | null;

  /** Runs begun. */
  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  @Column({ type: 'integer', default: 5 })
  max_attempts!: number;

  /** Higher goes first. */
  @Column({ type: 'integer', default: 0 })
  priority!: number;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  run_after!: Date;

  /** Made anew by each run: only its holder may write the outcome. */
  @Column({ type: 'uuid', nullable: true })
  run_token!: string | null;

  /** The `worker_instances` row that runs it, or ran it last. */
  @Column({ type: 'bigint', nullable: true })
  worker_id!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  cancel_requested_at!: Date | null;

  /** At most one queued or running job has it. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  dedupe_key!: string | null;

  @Column({ type: 'varchar', length: 128, nullable: true })
  request_id!: string | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at!: Date;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  updated_at!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  started_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  finished_at!: Date | null;
}

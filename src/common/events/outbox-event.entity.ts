import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { JsonObject } from '../json.js';

/** An event, written in the transaction of the write that it tells of. */
@Entity('outbox')
@Index('idx_outbox_undispatched', ['next_attempt_at', 'id'], { where: 'dispatched_at IS NULL AND dead_at IS NULL' })
@Index('idx_outbox_dispatched_at', ['dispatched_at'], { where: 'dispatched_at IS NOT NULL' })
export class OutboxEvent {
  /** bigint: decimal text; grows with time. */
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'outbox_pkey',
  })
  id!: string;

  @Column({ type: 'varchar', length: 100 })
  type!: string;

  @Column({ type: 'uuid', nullable: true })
  user_id!: string | null;

  @Column({ type: 'uuid', nullable: true })
  store_id!: string | null;

  @Column({ type: 'jsonb', default: {} })
  payload!: JsonObject;

  @Column({ type: 'varchar', length: 128, nullable: true })
  request_id!: string | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at!: Date;

  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  next_attempt_at!: Date;

  /** When every listener had had it. */
  @Column({ type: 'timestamptz', nullable: true })
  dispatched_at!: Date | null;

  /** When it was given up. */
  @Column({ type: 'timestamptz', nullable: true })
  dead_at!: Date | null;

  @Column({ type: 'text', nullable: true })
  last_error!: string | null;
}

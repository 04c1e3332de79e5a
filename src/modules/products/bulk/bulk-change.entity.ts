import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { JsonObject } from '../../../common/json.js';

/** One bulk change of many products, or the undoing of one. Its job says how far it is. */
@Entity('bulk_changes')
@Unique('bulk_changes_job_id_key', ['job_id'])
@Unique('bulk_changes_undo_of_key', ['undo_of'])
@Index('idx_bulk_changes_store_id', ['store_id'])
@Check('bulk_changes_kind_check', "kind IN ('update', 'undo')")
@ForeignKey('stores', ['store_id', 'user_id'], ['id', 'user_id'], {
  name: 'bulk_changes_store_id_user_id_fkey',
  onDelete: 'CASCADE',
})
export class BulkChange {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'bulk_changes_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('jobs', { name: 'bulk_changes_job_id_fkey', onDelete: 'CASCADE' })
  job_id!: string;

  @Column({ type: 'uuid' })
  user_id!: string;

  @Column({ type: 'uuid' })
  store_id!: string;

  @Column({ type: 'varchar', length: 10 })
  kind!: 'update' | 'undo';

  /** The bulk change that this one takes back; each is taken back at most once. */
  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('bulk_changes', { name: 'bulk_changes_undo_of_fkey', onDelete: 'CASCADE' })
  undo_of!: string | null;

  /** As it was asked for. */
  @Column({ type: 'jsonb', default: {} })
  changes!: JsonObject;

  @Column({ type: 'integer', default: 0 })
  items_count!: number;

  /** The platform's idempotency key of the chunk that is under way. */
  @Column({ type: 'uuid', nullable: true })
  chunk_key!: string | null;

  /** What is needed to ask the platform for that chunk's outcome. */
  @Column({ type: 'jsonb', nullable: true })
  chunk_handle!: JsonObject | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at!: Date;
}

import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { JsonObject } from '../../common/json.js';

/** One sentence of an order's story, with its source. */
@Entity('order_timeline')
@Unique('order_timeline_order_id_dedupe_key_key', ['order_id', 'dedupe_key'])
@Index('idx_order_timeline_order_occurred', ['order_id', 'occurred_at', 'id'])
@Index('idx_order_timeline_actor', ['actor_user_id'], { where: 'actor_user_id IS NOT NULL' })
@Check('order_timeline_source_check', "source <> 'platform'")
export class OrderTimelineEntry {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'order_timeline_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('orders', { name: 'order_timeline_order_id_fkey', onDelete: 'CASCADE' })
  order_id!: string;

  /** What happened, as one word for programs. */
  @Column({ type: 'varchar', length: 50 })
  kind!: string;

  @Column({ type: 'text' })
  message!: string;

  /** Who says so: a platform's key, or `ksap`. */
  @Column({ type: 'varchar', length: 50 })
  source!: string;

  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('users', { name: 'order_timeline_actor_user_id_fkey', onDelete: 'SET NULL' })
  actor_user_id!: string | null;

  @Column({ type: 'jsonb', default: {} })
  details!: JsonObject;

  /** Within an order, an entry with the same key is not told twice. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  dedupe_key!: string | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  occurred_at!: Date;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at!: Date;
}

import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { ProductState } from './bulk-rules.js';

export const BULK_ITEM_STATES = ['pending', 'sent', 'done', 'failed', 'skipped'] as const;
export type BulkItemState = (typeof BULK_ITEM_STATES)[number];

/** One product of a bulk change. */
@Entity('bulk_change_items')
@Unique('bulk_change_items_bulk_change_id_position_key', ['bulk_change_id', 'position'])
@Index('idx_bulk_change_items_state', ['bulk_change_id', 'state', 'position'])
@Index('idx_bulk_change_items_product_id', ['product_id'])
@Check('bulk_change_items_state_check', "state IN ('pending', 'sent', 'done', 'failed', 'skipped')")
@Check('bulk_change_items_step_check', "step IN ('catalogue', 'stock')")
export class BulkChangeItem {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'bulk_change_items_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('bulk_changes', { name: 'bulk_change_items_bulk_change_id_fkey', onDelete: 'CASCADE' })
  bulk_change_id!: string;

  /** From 1, the order in which they are worked off. */
  @Column({ type: 'integer' })
  position!: number;

  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('products', { name: 'bulk_change_items_product_id_fkey', onDelete: 'SET NULL' })
  product_id!: string | null;

  /** Null: a product that is here only. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  platform_product_id!: string | null;

  @Column({ type: 'varchar', length: 500 })
  title!: string;

  /** Only what the change touches. */
  @Column({ type: 'jsonb' })
  before!: ProductState;

  @Column({ type: 'jsonb' })
  after!: ProductState;

  @Column({ type: 'varchar', length: 10, default: 'pending' })
  state!: BulkItemState;

  /** What of a sent item is under way: its own fields, then its stock. */
  @Column({ type: 'varchar', length: 10, default: 'catalogue' })
  step!: 'catalogue' | 'stock';

  @Column({ type: 'jsonb', nullable: true })
  error!: { code: string; message: string } | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  updated_at!: Date;
}

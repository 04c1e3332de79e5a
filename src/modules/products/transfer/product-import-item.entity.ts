import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { JsonObject } from '../../../common/json.js';

export const IMPORT_ITEM_STATES = ['pending', 'sent', 'done', 'failed'] as const;
export type ImportItemState = (typeof IMPORT_ITEM_STATES)[number];

/** One product of an import. */
@Entity('product_import_items')
@Unique('product_import_items_job_id_position_key', ['job_id', 'position'])
@Index('idx_product_import_items_open', ['job_id', 'position'], { where: "state IN ('pending', 'sent')" })
@Check('product_import_items_action_check', "action IN ('create', 'update')")
@Check('product_import_items_state_check', "state IN ('pending', 'sent', 'done', 'failed')")
export class ProductImportItem {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'product_import_items_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('product_imports', { name: 'product_import_items_job_id_fkey', onDelete: 'CASCADE' })
  job_id!: string;

  /** From 1, the order of the file. */
  @Column({ type: 'integer' })
  position!: number;

  /** Of the file, from 1 for the head line. */
  @Column({ type: 'jsonb' })
  lines!: number[];

  @Column({ type: 'varchar', length: 10 })
  action!: 'create' | 'update';

  /** The product, or the one that is to be: its id is chosen before it is made, so that it is made once. */
  @Column({ type: 'uuid' })
  product_id!: string;

  @Column({ type: 'varchar', length: 500 })
  title!: string;

  /** As a person would send it: only what is to change. */
  @Column({ type: 'jsonb' })
  input!: JsonObject;

  /** `sent`: under way, or its process died; done and failed are final. */
  @Column({ type: 'varchar', length: 10, default: 'pending' })
  state!: ImportItemState;

  @Column({ type: 'jsonb', nullable: true })
  error!: { code: string; message: string } | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  updated_at!: Date;
}

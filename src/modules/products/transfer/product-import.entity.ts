import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { JsonObject } from '../../../common/json.js';

/** A file of products that was taken; its job works it off. */
@Entity('product_imports')
@ForeignKey('stores', ['store_id', 'user_id'], ['id', 'user_id'], {
  name: 'product_imports_store_id_user_id_fkey',
  onDelete: 'CASCADE',
})
@Index('idx_product_imports_store_id', ['store_id'])
export class ProductImport {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'product_imports_pkey' })
  @ForeignKey('jobs', { name: 'product_imports_job_id_fkey', onDelete: 'CASCADE' })
  job_id!: string;

  @Column({ type: 'uuid' })
  user_id!: string;

  @Column({ type: 'uuid' })
  store_id!: string;

  /** What the file was found to want. */
  @Column({ type: 'jsonb', default: {} })
  summary!: JsonObject;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at!: Date;
}

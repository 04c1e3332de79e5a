import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { WeightUnit } from './product.entity.js';

/** What is bought: every product has at least one. */
@Entity('product_variants')
@Unique('product_variants_product_id_platform_variant_id_key', ['product_id', 'platform_variant_id'])
@Index('idx_product_variants_product_position', ['product_id', 'position'])
@Index('idx_product_variants_store_platform_variant', ['store_id', 'platform_variant_id'])
@Index('idx_product_variants_store_inventory_item', ['store_id', 'platform_inventory_item_id'])
@Index('idx_product_variants_store_sku', ['store_id', 'sku'])
@Index('idx_product_variants_store_created', { synchronize: false })
@Index('idx_product_variants_store_inventory', { synchronize: false })
@Check('product_variants_weight_unit_check', "weight_unit IN ('kg', 'g', 'lb', 'oz')")
export class ProductVariant {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'product_variants_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('products', { name: 'product_variants_product_id_fkey', onDelete: 'CASCADE' })
  product_id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('stores', { name: 'product_variants_store_id_fkey', onDelete: 'CASCADE' })
  store_id!: string;

  /** Null for a local variant. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  platform_variant_id!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  platform_inventory_item_id!: string | null;

  @Column({ type: 'text', nullable: true })
  title!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  sku!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  barcode!: string | null;

  @Column({ type: 'numeric', precision: 19, scale: 4, nullable: true })
  price!: string | null;

  @Column({ type: 'numeric', precision: 19, scale: 4, nullable: true })
  compare_at_price!: string | null;

  @Column({ type: 'numeric', precision: 19, scale: 4, nullable: true })
  cost_per_item!: string | null;

  /** Null where the platform does not track this variant's stock. */
  @Column({ type: 'integer', nullable: true })
  inventory_quantity!: number | null;

  @Column({ type: 'boolean', default: true })
  track_inventory!: boolean;

  @Column({ type: 'numeric', precision: 12, scale: 4, nullable: true })
  weight!: string | null;

  @Column({ type: 'varchar', length: 10, nullable: true })
  weight_unit!: WeightUnit | null;

  /** `{ "Size": "M" }`. */
  @Column({ type: 'jsonb', default: {} })
  options!: Record<string, string>;

  /** From 1, the platform's order. */
  @Column({ type: 'integer', default: 1 })
  position!: number;

  @Column({ type: 'text', nullable: true })
  image_url!: string | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at!: Date;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  updated_at!: Date;
}

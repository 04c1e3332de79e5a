import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

export const WEIGHT_UNITS = ['kg', 'g', 'lb', 'oz'] as const;
export type WeightUnit = (typeof WEIGHT_UNITS)[number];

export interface ProductImage {
  platform_image_id: string | null;
  url: string;
  alt: string | null;
  /** From 1. */
  position: number;
}

/** A product as its platform has it, or local only. Bears its lowest variant's price, for lists. */
@Entity('products')
@Unique('products_store_id_platform_product_id_key', ['store_id', 'platform_product_id'])
@Index('idx_products_store_id', ['store_id'])
@Index('idx_products_sku', ['sku'])
@Index('idx_products_status', ['status'])
@Index('idx_products_search', { synchronize: false })
@Index('idx_products_tags', { synchronize: false })
@Index('idx_products_store_created', { synchronize: false })
@Index('idx_products_store_updated', { synchronize: false })
@Index('idx_products_store_title', ['store_id', 'title', 'id'], { where: 'deleted_at IS NULL' })
@Index('idx_products_store_inventory', { synchronize: false })
@Index('idx_products_store_price', { synchronize: false })
@Index('idx_products_store_status_created', { synchronize: false })
@Check('products_weight_unit_check', "weight_unit IN ('kg', 'g', 'lb', 'oz')")
@ForeignKey('stores', ['store_id', 'user_id'], ['id', 'user_id'], {
  name: 'products_store_id_user_id_fkey',
  onDelete: 'CASCADE',
})
export class Product {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'products_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('stores', { name: 'products_store_id_fkey', onDelete: 'CASCADE' })
  store_id!: string;

  @Column({ type: 'varchar', length: 255, nullable: true })
  platform_product_id!: string | null;

  @Column({ type: 'varchar', length: 500 })
  title!: string;

  /** HTML as the platform has it. */
  @Column({ type: 'text', nullable: true })
  description!: string | null;

  /** Lowest variant's price; decimal text. */
  @Column({ type: 'numeric', precision: 19, scale: 4, nullable: true })
  price!: string | null;

  @Column({ type: 'numeric', precision: 19, scale: 4, nullable: true })
  compare_at_price!: string | null;

  @Column({ type: 'numeric', precision: 19, scale: 4, nullable: true })
  cost_per_item!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  sku!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  barcode!: string | null;

  /** Sum over tracked variants. */
  @Column({ type: 'integer', nullable: true, default: 0 })
  inventory_quantity!: number | null;

  @Column({ type: 'boolean', nullable: true, default: true })
  track_inventory!: boolean | null;

  @Column({ type: 'numeric', precision: 12, scale: 4, nullable: true })
  weight!: string | null;

  @Column({ type: 'jsonb', nullable: true, default: [] })
  images!: ProductImage[] | null;

  @Column({ type: 'jsonb', nullable: true, default: [] })
  tags!: string[] | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  vendor!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  product_type!: string | null;

  /** `active`, `draft` or `archived`. */
  @Column({ type: 'varchar', length: 20, nullable: true, default: 'active' })
  status!: string | null;

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  created_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  updated_at!: Date | null;

  /** The store's owner. */
  @Column({ type: 'uuid' })
  user_id!: string;

  @Column({ type: 'text', nullable: true })
  handle!: string | null;

  @Column({ type: 'text', nullable: true })
  url!: string | null;

  @Column({ type: 'varchar', length: 10, nullable: true })
  weight_unit!: WeightUnit | null;

  /** The platform's own word, unmapped. */
  @Column({ type: 'text', nullable: true })
  platform_status!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  platform_created_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  platform_updated_at!: Date | null;

  /** Hash of what was read: an unchanged record is not rewritten. */
  @Column({ type: 'bytea', nullable: true })
  content_hash!: Buffer | null;

  /** When the platform was found to have it no more. */
  @Column({ type: 'timestamptz', nullable: true })
  deleted_at!: Date | null;

  /** Made by the database from title, SKU, vendor and barcode, lower case. */
  @Column({
    type: 'text',
    generatedType: 'STORED',
    asExpression:
      "lower(coalesce(title, '') || ' ' || coalesce(sku, '') || ' ' || coalesce(vendor, '') || ' ' || coalesce(barcode, ''))",
    nullable: true,
    select: false,
    insert: false,
    update: false,
  })
  search_text!: string | null;
}

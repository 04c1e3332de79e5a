import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { JsonObject } from '../../common/json.js';

/** A line of an order; outlives the product that it names. */
@Entity('order_items')
@Unique('order_items_order_id_platform_item_id_key', ['order_id', 'platform_item_id'])
@Index('idx_order_items_order_position', ['order_id', 'position'])
@Index('idx_order_items_product_id', ['product_id'], { where: 'product_id IS NOT NULL' })
@Index('idx_order_items_variant_id', ['variant_id'], { where: 'variant_id IS NOT NULL' })
@Index('idx_order_items_store_platform_product', ['store_id', 'platform_product_id'])
export class OrderItem {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'order_items_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('orders', { name: 'order_items_order_id_fkey', onDelete: 'CASCADE' })
  order_id!: string;

  /** Null when KSAP has no such product (any more). */
  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('products', { name: 'order_items_product_id_fkey', onDelete: 'SET NULL' })
  product_id!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  platform_product_id!: string | null;

  @Column({ type: 'varchar', length: 500, nullable: true })
  title!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  sku!: string | null;

  @Column({ type: 'integer' })
  quantity!: number;

  /** One unit before discounts. */
  @Column({ type: 'numeric', precision: 19, scale: 4 })
  price!: string;

  /** The line after its discounts, before tax. */
  @Column({ type: 'numeric', precision: 19, scale: 4 })
  total!: string;

  @Column({ type: 'varchar', length: 255, nullable: true })
  variant_title!: string | null;

  @Column({ type: 'jsonb', nullable: true, default: {} })
  properties!: JsonObject | null;

  @Column({ type: 'uuid' })
  @ForeignKey('stores', { name: 'order_items_store_id_fkey', onDelete: 'CASCADE' })
  store_id!: string;

  @Column({ type: 'varchar', length: 255, nullable: true })
  platform_item_id!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  platform_variant_id!: string | null;

  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('product_variants', { name: 'order_items_variant_id_fkey', onDelete: 'SET NULL' })
  variant_id!: string | null;

  @Column({ type: 'numeric', precision: 19, scale: 4, default: 0 })
  discount_amount!: string;

  @Column({ type: 'numeric', precision: 19, scale: 4, default: 0 })
  tax_amount!: string;

  @Column({ type: 'integer', default: 0 })
  fulfilled_quantity!: number;

  @Column({ type: 'integer', default: 0 })
  refunded_quantity!: number;

  /** From 1, the platform's order. */
  @Column({ type: 'integer', default: 1 })
  position!: number;
}

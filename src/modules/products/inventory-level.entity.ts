import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** How much of a variant is available at one location. */
@Entity('inventory_levels')
export class InventoryLevel {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'inventory_levels_pkey' })
  @ForeignKey('product_variants', { name: 'inventory_levels_variant_id_fkey', onDelete: 'CASCADE' })
  variant_id!: string;

  @PrimaryColumn({ type: 'varchar', length: 255, primaryKeyConstraintName: 'inventory_levels_pkey' })
  platform_location_id!: string;

  @Column({ type: 'text', nullable: true })
  location_name!: string | null;

  @Column({ type: 'integer' })
  available!: number;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  updated_at!: Date;
}

import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A variant that fell to its store's threshold and of which the owner was not mailed yet. */
@Entity('low_stock_alerts')
@Index('idx_low_stock_alerts_store_id', ['store_id'])
export class LowStockAlert {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'low_stock_alerts_pkey' })
  @ForeignKey('product_variants', { name: 'low_stock_alerts_variant_id_fkey', onDelete: 'CASCADE' })
  variant_id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('stores', { name: 'low_stock_alerts_store_id_fkey', onDelete: 'CASCADE' })
  store_id!: string;

  @Column({ type: 'integer' })
  available!: number;

  @Column({ type: 'integer' })
  threshold!: number;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at!: Date;
}

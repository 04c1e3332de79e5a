import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** When a store's owner was last mailed about low stock. */
@Entity('low_stock_mails')
export class LowStockMail {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'low_stock_mails_pkey' })
  @ForeignKey('stores', { name: 'low_stock_mails_store_id_fkey', onDelete: 'CASCADE' })
  store_id!: string;

  @Column({ type: 'timestamptz' })
  mailed_at!: Date;
}

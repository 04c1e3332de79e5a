import { Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';

export interface FulfilledItem {
  platform_item_id: string;
  quantity: number;
}

/** A shipment of an order, whole or in part. */
@Entity('fulfillments')
@Unique('fulfillments_order_id_platform_fulfillment_id_key', ['order_id', 'platform_fulfillment_id'])
export class Fulfillment {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'fulfillments_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('orders', { name: 'fulfillments_order_id_fkey', onDelete: 'CASCADE' })
  order_id!: string;

  /** Null until the platform has told its id. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  platform_fulfillment_id!: string | null;

  @Column({ type: 'varchar', length: 50 })
  status!: string;

  @Column({ type: 'text', nullable: true })
  carrier!: string | null;

  @Column({ type: 'text', nullable: true })
  tracking_number!: string | null;

  @Column({ type: 'text', nullable: true })
  tracking_url!: string | null;

  /** The platform's word for where the parcel is, lower case. */
  @Column({ type: 'varchar', length: 50, nullable: true })
  shipment_status!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  shipped_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  delivered_at!: Date | null;

  @Column({ type: 'jsonb', default: [] })
  items!: FulfilledItem[];

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at!: Date;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  updated_at!: Date;
}

import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** An address as the platform gave it; `country_code` is ISO 3166-1 alpha-2. */
export interface OrderAddress {
  first_name: string | null;
  last_name: string | null;
  company: string | null;
  address1: string | null;
  address2: string | null;
  city: string | null;
  province: string | null;
  province_code: string | null;
  postal_code: string | null;
  country_code: string | null;
  phone: string | null;
  email: string | null;
}

export interface DiscountCode {
  code: string;
  amount: string;
}

export interface TaxLine {
  title: string;
  rate: string | null;
  amount: string;
}

export interface ShippingLine {
  title: string;
  code: string | null;
  amount: string;
}

/** An order as its platform has it. */
@Entity('orders')
@Unique('orders_store_id_platform_order_id_key', ['store_id', 'platform_order_id'])
@Index('idx_orders_store_id', ['store_id'])
@Index('idx_orders_status', ['status'])
@Index('idx_orders_created_at', ['created_at'])
@Index('idx_orders_customer_email', ['customer_email'])
@Index('idx_orders_rare', { synchronize: false })
@Index('idx_orders_user_created', { synchronize: false })
@Index('idx_orders_store_created', { synchronize: false })
@Index('idx_orders_store_updated', { synchronize: false })
@Index('idx_orders_store_total', { synchronize: false })
@Index('idx_orders_user_updated', { synchronize: false })
@Index('idx_orders_user_total', { synchronize: false })
@Index('idx_orders_user_status_created', { synchronize: false })
@Index('idx_orders_user_payment_created', { synchronize: false })
@Index('idx_orders_user_fulfillment_created', { synchronize: false })
@Index('idx_orders_user_email_created', { synchronize: false })
@Index('idx_orders_user_number', { synchronize: false })
@Index('idx_orders_store_number', ['store_id', 'order_number'])
@Index('idx_orders_user_payment_reference', ['user_id', 'payment_reference'], {
  where: 'payment_reference IS NOT NULL AND deleted_at IS NULL',
})
@ForeignKey('stores', ['store_id', 'user_id'], ['id', 'user_id'], {
  name: 'orders_store_id_user_id_fkey',
  onDelete: 'CASCADE',
})
export class Order {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'orders_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('stores', { name: 'orders_store_id_fkey', onDelete: 'CASCADE' })
  store_id!: string;

  @Column({ type: 'varchar', length: 255, nullable: true })
  platform_order_id!: string | null;

  /** As the shop shows it. */
  @Column({ type: 'varchar', length: 100, nullable: true })
  order_number!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  customer_email!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  customer_name!: string | null;

  @Column({ type: 'varchar', length: 50, nullable: true })
  customer_phone!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  billing_address!: OrderAddress | null;

  @Column({ type: 'jsonb', nullable: true })
  shipping_address!: OrderAddress | null;

  /** Lines after their discounts, before tax and shipping; decimal text like all amounts. */
  @Column({ type: 'numeric', precision: 19, scale: 4, nullable: true })
  subtotal!: string | null;

  @Column({ type: 'numeric', precision: 19, scale: 4, nullable: true })
  tax_amount!: string | null;

  @Column({ type: 'numeric', precision: 19, scale: 4, nullable: true })
  shipping_amount!: string | null;

  /** As placed; refunds do not lower it. */
  @Column({ type: 'numeric', precision: 19, scale: 4, nullable: true })
  total_amount!: string | null;

  @Column({ type: 'varchar', length: 3, nullable: true, default: 'USD' })
  currency!: string | null;

  /** `pending`, `paid`, `fulfilled`, `shipped`, `delivered` or `cancelled`. */
  @Column({ type: 'varchar', length: 50, nullable: true })
  status!: string | null;

  @Column({ type: 'varchar', length: 50, nullable: true })
  fulfillment_status!: string | null;

  @Column({ type: 'varchar', length: 50, nullable: true })
  payment_status!: string | null;

  @Column({ type: 'text', nullable: true })
  notes!: string | null;

  @Column({ type: 'jsonb', nullable: true, default: [] })
  tags!: string[] | null;

  /** When the order was placed at the platform. */
  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  created_at!: Date | null;

  /** When this row last changed. */
  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  updated_at!: Date | null;

  /** The store's owner. */
  @Column({ type: 'uuid' })
  user_id!: string;

  @Column({ type: 'varchar', length: 255, nullable: true })
  platform_customer_id!: string | null;

  @Column({ type: 'numeric', precision: 19, scale: 4, default: 0 })
  discount_amount!: string;

  /** Neither goods nor shipping; may be negative. */
  @Column({ type: 'numeric', precision: 19, scale: 4, default: 0 })
  fees_amount!: string;

  @Column({ type: 'numeric', precision: 19, scale: 4, default: 0 })
  refunded_amount!: string;

  /** The platform's own words, unmapped. */
  @Column({ type: 'text', nullable: true })
  platform_status!: string | null;

  @Column({ type: 'text', nullable: true })
  payment_gateway!: string | null;

  /** The processor's id of the payment, where the platform tells it. */
  @Column({ type: 'text', nullable: true })
  payment_reference!: string | null;

  @Column({ type: 'jsonb', default: [] })
  discount_codes!: DiscountCode[];

  @Column({ type: 'jsonb', default: [] })
  tax_lines!: TaxLine[];

  @Column({ type: 'jsonb', default: [] })
  shipping_lines!: ShippingLine[];

  /** Number of lines. */
  @Column({ type: 'integer', default: 0 })
  items_count!: number;

  @Column({ type: 'timestamptz', nullable: true })
  cancelled_at!: Date | null;

  @Column({ type: 'text', nullable: true })
  cancel_reason!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  paid_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  platform_updated_at!: Date | null;

  /** Hash of what was read: an unchanged record is not rewritten. */
  @Column({ type: 'bytea', nullable: true })
  content_hash!: Buffer | null;

  /** When the platform was found to have it no more. */
  @Column({ type: 'timestamptz', nullable: true })
  deleted_at!: Date | null;

  /** Made by the database from number, e-mail and name, lower case. */
  @Column({
    type: 'text',
    generatedType: 'STORED',
    asExpression:
      "lower(coalesce(order_number, '') || ' ' || coalesce(customer_email, '') || ' ' || coalesce(customer_name, ''))",
    nullable: true,
    select: false,
    insert: false,
    update: false,
  })
  search_text!: string | null;
}

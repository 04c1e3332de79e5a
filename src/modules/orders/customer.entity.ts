import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { JsonObject } from '../../common/json.js';

/** A buyer as one shop's platform knows them. */
@Entity('customers')
@Unique('customers_store_id_platform_customer_id_key', ['store_id', 'platform_customer_id'])
@Index('idx_customers_user_email', { synchronize: false })
@ForeignKey('stores', ['store_id', 'user_id'], ['id', 'user_id'], {
  name: 'customers_store_id_user_id_fkey',
  onDelete: 'CASCADE',
})
export class Customer {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'customers_pkey' })
  id!: string;

  /** The store's owner. */
  @Column({ type: 'uuid' })
  user_id!: string;

  @Column({ type: 'uuid' })
  store_id!: string;

  @Column({ type: 'varchar', length: 255 })
  platform_customer_id!: string;

  @Column({ type: 'varchar', length: 255, nullable: true })
  email!: string | null;

  @Column({ type: 'text', nullable: true })
  first_name!: string | null;

  @Column({ type: 'text', nullable: true })
  last_name!: string | null;

  @Column({ type: 'text', nullable: true })
  phone!: string | null;

  @Column({ type: 'jsonb', default: [] })
  tags!: string[];

  @Column({ type: 'jsonb', nullable: true })
  address!: JsonObject | null;

  /** Null where the platform does not count. */
  @Column({ type: 'integer', nullable: true })
  orders_count!: number | null;

  @Column({ type: 'numeric', precision: 19, scale: 4, nullable: true })
  total_spent!: string | null;

  @Column({ type: 'varchar', length: 3, nullable: true })
  currency!: string | null;

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

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at!: Date;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  updated_at!: Date;
}

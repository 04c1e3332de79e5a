import { Check, Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { SyncResource } from '../platforms/platform.connection.js';
import type { Json } from '../../../common/json.js';

/** A record that could not be taken in, kept with its reason. */
@Entity('sync_bad_records')
@Unique('sync_bad_records_store_id_resource_platform_id_key', ['store_id', 'resource', 'platform_id'])
@Check('sync_bad_records_resource_check', "resource IN ('products', 'orders', 'inventory', 'customers')")
export class SyncBadRecord {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'sync_bad_records_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('stores', { name: 'sync_bad_records_store_id_fkey', onDelete: 'CASCADE' })
  store_id!: string;

  @Column({ type: 'varchar', length: 20 })
  resource!: SyncResource;

  /** Made from the content when the record bears none. */
  @Column({ type: 'varchar', length: 255 })
  platform_id!: string;

  @Column({ type: 'text' })
  reason!: string;

  @Column({ type: 'jsonb', nullable: true })
  raw!: Json;

  @Column({ type: 'integer', default: 1 })
  occurrences!: number;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  first_seen_at!: Date;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  last_seen_at!: Date;

  /** When a later reading took the record in. */
  @Column({ type: 'timestamptz', nullable: true })
  resolved_at!: Date | null;
}

import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { SyncResource } from '../platforms/platform.connection.js';
import type { JsonObject } from '../../../common/json.js';

/** Where a resource of a store stands. */
@Entity('sync_state')
@Check('sync_state_resource_check', "resource IN ('products', 'orders', 'inventory', 'customers')")
export class SyncState {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'sync_state_pkey' })
  @ForeignKey('stores', { name: 'sync_state_store_id_fkey', onDelete: 'CASCADE' })
  store_id!: string;

  @PrimaryColumn({ type: 'varchar', length: 20, primaryKeyConstraintName: 'sync_state_pkey' })
  resource!: SyncResource;

  /** Everything changed before this has been read. */
  @Column({ type: 'timestamptz', nullable: true })
  high_water!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  last_full_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  last_success_at!: Date | null;

  @Column({ type: 'uuid', nullable: true })
  last_run_id!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  last_error!: JsonObject | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  updated_at!: Date;
}

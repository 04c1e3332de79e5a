import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { PlatformKey } from './platforms/platform.connection.js';
import type { SealedSecret } from '../../common/security/secret-box.js';
import type { JsonObject } from '../../common/json.js';

export const CONNECTION_STATES = ['disconnected', 'connecting', 'connected', 'degraded', 'failed'] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];

/** Why the connection stands as it does, in words for its owner. */
export interface ConnectionError {
  /** A code of the wire contract: `PROVIDER_AUTH_FAILED`, `PROVIDER_UNAVAILABLE` … */
  code: string;
  message: string;
}

/** A shop of a person, and how its connection stands. */
@Entity('stores')
@Unique('stores_id_user_id_key', ['id', 'user_id'])
@Index('idx_stores_user_id', ['user_id'])
@Index('idx_stores_platform', ['platform'])
@Index('idx_stores_status', ['status'])
@Index('stores_user_id_platform_platform_store_id_key', ['user_id', 'platform', 'platform_store_id'], {
  unique: true,
  where: 'platform_store_id IS NOT NULL',
})
@Index('idx_stores_user_created', { synchronize: false })
@Index('idx_stores_next_sync_at', ['next_sync_at'], { where: 'next_sync_at IS NOT NULL' })
@Check(
  'stores_connection_state_check',
  "connection_state IN ('disconnected', 'connecting', 'connected', 'degraded', 'failed')",
)
export class Store {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'stores_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('users', { name: 'stores_user_id_fkey', onDelete: 'CASCADE' })
  user_id!: string;

  @Column({ type: 'varchar', length: 255 })
  name!: string;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  /** Host name, without scheme. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  domain!: string | null;

  @Column({ type: 'varchar', length: 50, nullable: true })
  platform!: PlatformKey | null;

  /** The platform's own id of the shop. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  platform_store_id!: string | null;

  /** Sealed; opened only for the call. */
  @Column({ type: 'jsonb', nullable: true })
  api_credentials!: SealedSecret | null;

  @Column({ type: 'varchar', length: 20, nullable: true, default: 'active' })
  status!: string | null;

  @Column({ type: 'jsonb', nullable: true, default: {} })
  settings!: JsonObject | null;

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  created_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  updated_at!: Date | null;

  @Column({ type: 'varchar', length: 20, default: 'disconnected' })
  connection_state!: ConnectionState;

  @Column({ type: 'jsonb', nullable: true })
  connection_error!: ConnectionError | null;

  @Column({ type: 'timestamptz', nullable: true })
  connection_checked_at!: Date | null;

  /** ISO 4217. */
  @Column({ type: 'varchar', length: 3, nullable: true })
  currency!: string | null;

  /** IANA name, or a fixed offset. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  timezone!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  last_synced_at!: Date | null;

  /** When the schedule reads the store next; null: never. */
  @Column({ type: 'timestamptz', nullable: true })
  next_sync_at!: Date | null;

  /** Sealed; what the platform signs its deliveries with. */
  @Column({ type: 'jsonb', nullable: true })
  webhook_secret!: SealedSecret | null;

  /** The platform's ids of our subscriptions. */
  @Column({ type: 'jsonb', default: [] })
  webhook_ids!: string[];

  @Column({ type: 'timestamptz', nullable: true })
  failing_since!: Date | null;

  /** Failed runs in a row. */
  @Column({ type: 'integer', default: 0 })
  failures!: number;

  /** When the owner was mailed about the present failure. */
  @Column({ type: 'timestamptz', nullable: true })
  failure_notified_at!: Date | null;

  /** What the owner should know though the connection works. */
  @Column({ type: 'jsonb', default: [] })
  platform_warnings!: string[];
}

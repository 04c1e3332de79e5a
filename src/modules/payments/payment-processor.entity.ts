import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { SealedSecret } from '../../common/security/secret-box.js';
import type { Json, JsonObject } from '../../common/json.js';

/** A person's account at a payment provider. */
@Entity('payment_processors')
@Unique('payment_processors_id_user_id_key', ['id', 'user_id'])
@Index('payment_processors_user_id_provider_account_id_mode_key', ['user_id', 'provider', 'account_id', 'mode'], {
  unique: true,
  where: 'account_id IS NOT NULL',
})
@Index('idx_payment_processors_user_created', { synchronize: false })
@Index('idx_payment_processors_next_sync_at', ['next_sync_at'], { where: 'next_sync_at IS NOT NULL' })
@Check('payment_processors_mode_check', "mode IN ('live', 'test')")
@Check(
  'payment_processors_connection_state_check',
  "connection_state IN ('disconnected', 'connected', 'degraded', 'failed')",
)
export class PaymentProcessor {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'payment_processors_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('users', { name: 'payment_processors_user_id_fkey', onDelete: 'CASCADE' })
  user_id!: string;

  @Column({ type: 'varchar', length: 100 })
  name!: string;

  @Column({ type: 'varchar', length: 50 })
  provider!: string;

  /** Sealed. */
  @Column({ type: 'jsonb', nullable: true })
  api_credentials!: SealedSecret | null;

  @Column({ type: 'varchar', length: 500, nullable: true })
  webhook_url!: string | null;

  @Column({ type: 'boolean', nullable: true, default: true })
  is_active!: boolean | null;

  @Column({ type: 'jsonb', nullable: true, default: {} })
  settings!: JsonObject | null;

  @Column({ type: 'varchar', length: 10, nullable: true })
  mode!: string | null;

  /** The provider's own id of the account. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  account_id!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  account_name!: string | null;

  @Column({ type: 'varchar', length: 2, nullable: true })
  country!: string | null;

  @Column({ type: 'varchar', length: 3, nullable: true })
  default_currency!: string | null;

  /** Sealed: a JSON array of the secrets that the provider made for our subscriptions, newest first. */
  @Column({ type: 'jsonb', nullable: true })
  webhook_secrets!: SealedSecret | null;

  @Column({ type: 'jsonb', default: [] })
  webhook_ids!: string[];

  @Column({ type: 'jsonb', default: [] })
  warnings!: string[];

  @Column({ type: 'varchar', length: 20, default: 'disconnected' })
  connection_state!: string;

  @Column({ type: 'jsonb', nullable: true })
  connection_error!: Json;

  @Column({ type: 'timestamptz', nullable: true })
  connection_checked_at!: Date | null;

  @Column({ type: 'integer', default: 0 })
  failures!: number;

  @Column({ type: 'timestamptz', nullable: true })
  failing_since!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  failure_notified_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  next_sync_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  last_synced_at!: Date | null;

  /** Deleted: disconnected and hidden; its transactions stay. */
  @Column({ type: 'timestamptz', nullable: true })
  deleted_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  created_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  updated_at!: Date | null;
}

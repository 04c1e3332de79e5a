import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { Json, JsonObject } from '../../../common/json.js';

/** An account at a social network. */
@Entity('social_media_accounts')
@Index('idx_social_media_accounts_proxy_id', ['proxy_id'], { where: 'proxy_id IS NOT NULL' })
@Index('social_media_accounts_user_platform_account_key', ['user_id', 'platform', 'account_id', 'ad_account_id'], {
  unique: true,
  where: 'account_id IS NOT NULL',
})
@Index('idx_social_media_accounts_user_created', { synchronize: false })
@Index('idx_social_media_accounts_next_sync_at', ['next_sync_at'], { where: 'next_sync_at IS NOT NULL' })
@Index('idx_social_media_accounts_insights_due_at', ['insights_due_at'], {
  where: 'access_token IS NOT NULL AND deleted_at IS NULL',
})
@Check('social_media_accounts_status_check', "status IN ('active', 'suspended', 'banned')")
@Check('social_media_accounts_warmup_status_check', "warmup_status IN ('new', 'warming', 'ready', 'flagged')")
@Check(
  'social_media_accounts_connection_state_check',
  "connection_state IN ('disconnected', 'connected', 'degraded', 'failed')",
)
export class SocialMediaAccount {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'social_media_accounts_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('users', { name: 'social_media_accounts_user_id_fkey', onDelete: 'CASCADE' })
  user_id!: string;

  @Column({ type: 'varchar', length: 50 })
  platform!: string;

  /** As its owner calls it; the network's name until they do. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  account_name!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  account_id!: string | null;

  /** Sealed. */
  @Column({ type: 'text', nullable: true })
  access_token!: string | null;

  /** Sealed. */
  @Column({ type: 'text', nullable: true })
  refresh_token!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  token_expires_at!: Date | null;

  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('proxies', { name: 'social_media_accounts_proxy_id_fkey' })
  proxy_id!: string | null;

  @Column({ type: 'varchar', length: 20, nullable: true, default: 'active' })
  status!: string | null;

  @Column({ type: 'varchar', length: 50, nullable: true })
  warmup_status!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  network_name!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  ad_account_id!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  page_id!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  page_name!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  instagram_account_id!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  instagram_username!: string | null;

  @Column({ type: 'varchar', length: 3, nullable: true })
  currency!: string | null;

  /** IANA; the days of its spend are of it. */
  @Column({ type: 'varchar', length: 100, nullable: true })
  timezone!: string | null;

  @Column({ type: 'jsonb', default: [] })
  scopes!: string[];

  @Column({ type: 'jsonb', default: [] })
  missing_scopes!: string[];

  @Column({ type: 'jsonb', default: [] })
  warnings!: string[];

  @Column({ type: 'jsonb', default: {} })
  settings!: JsonObject;

  @Column({ type: 'varchar', length: 500, nullable: true })
  status_reason!: string | null;

  /** The network holds something against it. */
  @Column({ type: 'boolean', default: false })
  is_flagged!: boolean;

  @Column({ type: 'timestamptz', nullable: true })
  data_access_expires_at!: Date | null;

  /** Of the days before its token's end, those at which its owner was warned. */
  @Column({ type: 'integer', array: true, default: [] })
  token_warned_days!: number[];

  /** Since when the network does not accept the token. */
  @Column({ type: 'timestamptz', nullable: true })
  token_refused_at!: Date | null;

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

  /** When it is verified again by itself. */
  @Column({ type: 'timestamptz', nullable: true })
  next_sync_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  last_synced_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  warmup_since!: Date | null;

  @Column({ type: 'integer', default: 0 })
  warmup_stage!: number;

  @Column({ type: 'integer', default: 0 })
  warmup_clean_days!: number;

  /** What its campaigns may spend a day, in its currency; null: no ceiling. */
  @Column({ type: 'numeric', precision: 19, scale: 4, nullable: true })
  warmup_ceiling!: string | null;

  @Column({ type: 'date', nullable: true })
  warmup_last_day!: string | null;

  @Column({ type: 'varchar', length: 500, nullable: true })
  warmup_reason!: string | null;

  /** When its insights are imported next; not at once when it is added: its owner is at work with it. */
  @Column({ type: 'timestamptz', default: () => "(now() + '00:10:00')" })
  insights_due_at!: Date;

  /** When all days that may still change were last read. */
  @Column({ type: 'timestamptz', nullable: true })
  insights_full_at!: Date | null;

  /** When insights were last read. */
  @Column({ type: 'timestamptz', nullable: true })
  insights_as_of!: Date | null;

  /** The account's day at that time. */
  @Column({ type: 'date', nullable: true })
  insights_day!: string | null;

  /** How far an import is that takes several runs. */
  @Column({ type: 'jsonb', nullable: true })
  insights_progress!: Json;

  /** The last days on which the network came to hold something against one of its ads, each with what. */
  @Column({ type: 'jsonb', default: {} })
  complaint_days!: JsonObject;

  /** Deleted: disconnected and hidden; its campaigns stay. */
  @Column({ type: 'timestamptz', nullable: true })
  deleted_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  created_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  updated_at!: Date | null;
}

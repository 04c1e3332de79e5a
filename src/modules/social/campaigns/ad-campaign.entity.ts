import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { Json, JsonObject } from '../../../common/json.js';

/** An advertising campaign. */
@Entity('ad_campaigns')
@Index('idx_ad_campaigns_store_id', ['store_id'])
@Index('idx_ad_campaigns_user_created', { synchronize: false })
@Index('idx_ad_campaigns_creatives', { synchronize: false })
@Index('idx_ad_campaigns_social_account_id', ['social_account_id'])
@Index('idx_ad_campaigns_active', ['social_account_id'], { where: "status = 'active' AND deleted_at IS NULL" })
@Index('idx_ad_campaigns_approved_by', ['approved_by'], { where: 'approved_by IS NOT NULL' })
@Check(
  'ad_campaigns_status_check',
  "status IN ('draft', 'pending_approval', 'approved', 'publishing', 'active', 'paused', 'completed', 'rejected', 'failed')",
)
@Check('ad_campaigns_paused_by_check', "paused_by IN ('user', 'guard', 'network')")
export class AdCampaign {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'ad_campaigns_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('users', { name: 'ad_campaigns_user_id_fkey', onDelete: 'CASCADE' })
  user_id!: string;

  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('stores', { name: 'ad_campaigns_store_id_fkey', onDelete: 'SET NULL' })
  store_id!: string | null;

  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('social_media_accounts', { name: 'ad_campaigns_social_account_id_fkey' })
  social_account_id!: string | null;

  @Column({ type: 'varchar', length: 255 })
  name!: string;

  @Column({ type: 'varchar', length: 100, nullable: true })
  objective!: string | null;

  @Column({ type: 'varchar', length: 50, nullable: true })
  status!: string | null;

  /** Why it is there, where that is not as usual. */
  @Column({ type: 'varchar', length: 500, nullable: true })
  status_reason!: string | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  status_changed_at!: Date;

  @Column({ type: 'varchar', length: 20, nullable: true })
  budget_type!: string | null;

  @Column({ type: 'numeric', precision: 19, scale: 4, nullable: true })
  budget_amount!: string | null;

  /** Of its account. */
  @Column({ type: 'varchar', length: 3, nullable: true })
  currency!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  start_date!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  end_date!: Date | null;

  @Column({ type: 'jsonb', nullable: true })
  target_audience!: JsonObject | null;

  @Column({ type: 'jsonb', nullable: true })
  creatives!: Json;

  @Column({ type: 'jsonb', default: [] })
  special_ad_categories!: string[];

  /** Who benefits and who pays. */
  @Column({ type: 'jsonb', nullable: true })
  advertiser!: JsonObject | null;

  /** The pixel and the event that are counted. */
  @Column({ type: 'jsonb', nullable: true })
  conversion!: JsonObject | null;

  /** Added to each link: `utm_source=…&utm_campaign=…`. */
  @Column({ type: 'varchar', length: 1000, nullable: true })
  url_parameters!: string | null;

  /** What it may spend in all, in its currency; kept here, whatever the network is told. */
  @Column({ type: 'numeric', precision: 19, scale: 4, nullable: true })
  spend_cap!: string | null;

  /** And on one day of the account. */
  @Column({ type: 'numeric', precision: 19, scale: 4, nullable: true })
  daily_spend_cap!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  submitted_at!: Date | null;

  /** Of what was submitted: nothing else is approved. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  submitted_hash!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  approved_at!: Date | null;

  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('users', { name: 'ad_campaigns_approved_by_fkey', onDelete: 'SET NULL' })
  approved_by!: string | null;

  /** Of what was approved: nothing else is published. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  approved_hash!: string | null;

  /** When its publishing was first begun: one without a start date starts then. */
  @Column({ type: 'timestamptz', nullable: true })
  publish_started_at!: Date | null;

  /** When it was first switched on at the network. */
  @Column({ type: 'timestamptz', nullable: true })
  published_at!: Date | null;

  @Column({ type: 'varchar', length: 20, nullable: true })
  paused_by!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  platform_campaign_id!: string | null;

  /** What the network holds against it or an ad of it. */
  @Column({ type: 'jsonb', default: [] })
  network_issues!: Json;

  @Column({ type: 'timestamptz', nullable: true })
  network_checked_at!: Date | null;

  /** Deleted: hidden; what it spent stays. */
  @Column({ type: 'timestamptz', nullable: true })
  deleted_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  created_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  updated_at!: Date | null;
}

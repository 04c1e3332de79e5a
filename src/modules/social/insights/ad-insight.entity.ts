import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

const PRIMARY_KEY = 'ad_insights_pkey';

/** What one ad did on one day of its account's time zone. */
@Entity('ad_insights')
@Index('idx_ad_insights_campaign_day', { synchronize: false })
@Index('idx_ad_insights_user_day', ['user_id', 'day'])
export class AdInsight {
  @Column({ type: 'uuid' })
  @ForeignKey('users', { name: 'ad_insights_user_id_fkey', onDelete: 'CASCADE' })
  user_id!: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: PRIMARY_KEY })
  @ForeignKey('social_media_accounts', { name: 'ad_insights_social_account_id_fkey', onDelete: 'CASCADE' })
  social_account_id!: string;

  /** Null: it was made elsewhere. */
  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('ad_campaigns', { name: 'ad_insights_campaign_id_fkey', onDelete: 'SET NULL' })
  campaign_id!: string | null;

  @Column({ type: 'varchar', length: 255 })
  platform_campaign_id!: string;

  /** As it was called at the network when it was read. */
  @Column({ type: 'varchar', length: 500, nullable: true })
  campaign_name!: string | null;

  @PrimaryColumn({ type: 'varchar', length: 255, primaryKeyConstraintName: PRIMARY_KEY })
  platform_ad_id!: string;

  @Column({ type: 'varchar', length: 500, nullable: true })
  ad_name!: string | null;

  @PrimaryColumn({ type: 'date', primaryKeyConstraintName: PRIMARY_KEY })
  day!: string;

  @Column({ type: 'varchar', length: 3 })
  currency!: string;

  @Column({ type: 'numeric', precision: 19, scale: 4 })
  spend!: string;

  /** bigint: decimal text. */
  @Column({ type: 'bigint' })
  impressions!: string;

  /** bigint: decimal text. */
  @Column({ type: 'bigint' })
  clicks!: string;

  /** Networks model parts of one. */
  @Column({ type: 'numeric', precision: 19, scale: 4 })
  conversions!: string;

  /** Null: the network does not tell. */
  @Column({ type: 'numeric', precision: 19, scale: 4, nullable: true })
  revenue!: string | null;

  /** The network changes it no more, and it is read no more. */
  @Column({ type: 'boolean', default: false })
  is_final!: boolean;

  /** When its numbers last changed here. */
  @Column({ type: 'timestamptz', default: () => 'now()' })
  imported_at!: Date;
}

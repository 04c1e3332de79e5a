import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { Json, JsonObject } from '../../common/json.js';

/** An advertising campaign. */
@Entity('ad_campaigns')
@Index('idx_ad_campaigns_store_id', ['store_id'])
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

  @Column({ type: 'varchar', length: 20, nullable: true })
  budget_type!: string | null;

  @Column({ type: 'numeric', precision: 19, scale: 4, nullable: true })
  budget_amount!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  start_date!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  end_date!: Date | null;

  @Column({ type: 'jsonb', nullable: true })
  target_audience!: JsonObject | null;

  @Column({ type: 'jsonb', nullable: true })
  creatives!: Json;

  @Column({ type: 'varchar', length: 255, nullable: true })
  platform_campaign_id!: string | null;

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  created_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  updated_at!: Date | null;
}

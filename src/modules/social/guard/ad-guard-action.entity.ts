import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A campaign was paused because of a cap, or is to be. */
@Entity('ad_guard_actions')
@Index('ad_guard_actions_standing_key', ['campaign_id', 'cap', 'day'], { unique: true, where: "state <> 'undone'" })
@Index('idx_ad_guard_actions_campaign_created', { synchronize: false })
@Index('idx_ad_guard_actions_user_id', ['user_id'])
@Index('idx_ad_guard_actions_social_account_id', ['social_account_id'])
@Index('idx_ad_guard_actions_unpaused', ['wanted_at'], { where: "state IN ('pending', 'failed')" })
@Check(
  'ad_guard_actions_cap_check',
  "cap IN ('campaign_total', 'campaign_daily', 'account_daily', 'account_monthly', 'warmup')",
)
@Check('ad_guard_actions_state_check', "state IN ('pending', 'paused', 'failed', 'undone')")
export class AdGuardAction {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'ad_guard_actions_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('users', { name: 'ad_guard_actions_user_id_fkey', onDelete: 'CASCADE' })
  user_id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('ad_campaigns', { name: 'ad_guard_actions_campaign_id_fkey', onDelete: 'CASCADE' })
  campaign_id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('social_media_accounts', { name: 'ad_guard_actions_social_account_id_fkey', onDelete: 'CASCADE' })
  social_account_id!: string;

  @Column({ type: 'varchar', length: 20 })
  cap!: string;

  /** As it was then. */
  @Column({ type: 'numeric', precision: 19, scale: 4 })
  limit!: string;

  /** What had been spent of it. */
  @Column({ type: 'numeric', precision: 19, scale: 4 })
  spend!: string;

  @Column({ type: 'varchar', length: 3 })
  currency!: string;

  /** Of the account's time zone, on which it was noticed. */
  @Column({ type: 'date' })
  day!: string;

  /** `failed`: not paused within minutes; it goes on being tried. */
  @Column({ type: 'varchar', length: 20, default: 'pending' })
  state!: string;

  @Column({ type: 'varchar', length: 500 })
  reason!: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at!: Date;

  /** Since when it is to be paused: once more after it was switched on again. */
  @Column({ type: 'timestamptz', default: () => 'now()' })
  wanted_at!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  paused_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  undone_at!: Date | null;
}

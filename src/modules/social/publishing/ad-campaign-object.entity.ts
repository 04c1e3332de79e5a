import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

const PRIMARY_KEY = 'ad_campaign_objects_pkey';

/** What is made at the network for a campaign, written down before it is asked for. */
@Entity('ad_campaign_objects')
@Index('idx_ad_campaign_objects_switching', ['campaign_id'], { where: "run_state = 'switching'" })
@Check('ad_campaign_objects_kind_check', "kind IN ('image', 'campaign', 'ad_set', 'creative', 'ad')")
@Check('ad_campaign_objects_state_check', "state IN ('sending', 'made', 'removed')")
@Check('ad_campaign_objects_run_state_check', "run_state IN ('paused', 'switching', 'active')")
@Check('ad_campaign_objects_made_check', "state = 'sending' OR platform_id IS NOT NULL")
export class AdCampaignObject {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: PRIMARY_KEY })
  @ForeignKey('ad_campaigns', { name: 'ad_campaign_objects_campaign_id_fkey', onDelete: 'CASCADE' })
  campaign_id!: string;

  @PrimaryColumn({ type: 'varchar', length: 20, primaryKeyConstraintName: PRIMARY_KEY })
  kind!: string;

  /** Our id of what it stands for. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: PRIMARY_KEY })
  key!: string;

  /** `switching`: it may be active at the network already. Of campaigns, ad sets and ads. */
  @Column({ type: 'varchar', length: 20, default: 'paused' })
  run_state!: string;

  /** In the order in which they are made. */
  @Column({ type: 'integer' })
  position!: number;

  /** `sending`: it may be there already. */
  @Column({ type: 'varchar', length: 20 })
  state!: string;

  /** The network's. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  platform_id!: string | null;

  /** Of what the network was last told of it. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  drawn_hash!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  sent_at!: Date | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at!: Date;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  updated_at!: Date;
}

import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What an account delivered on one day of its own time zone: what its warm-up goes by. */
@Entity('social_delivery_days')
@Index('idx_social_delivery_days_uncounted', ['social_account_id', 'day'], { where: 'counted_at IS NULL' })
export class SocialDeliveryDay {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'social_delivery_days_pkey' })
  @ForeignKey('social_media_accounts', { name: 'social_delivery_days_social_account_id_fkey', onDelete: 'CASCADE' })
  social_account_id!: string;

  @PrimaryColumn({ type: 'date', primaryKeyConstraintName: 'social_delivery_days_pkey' })
  day!: string;

  /** In the account's currency. */
  @Column({ type: 'numeric', precision: 19, scale: 4 })
  spend!: string;

  @Column({ type: 'boolean' })
  is_clean!: boolean;

  /** What was wrong with it. */
  @Column({ type: 'varchar', length: 500, nullable: true })
  reason!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  counted_at!: Date | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at!: Date;
}

import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** An account at a social network. */
@Entity('social_media_accounts')
@Index('idx_social_media_accounts_proxy_id', ['proxy_id'], { where: 'proxy_id IS NOT NULL' })
export class SocialMediaAccount {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'social_media_accounts_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('users', { name: 'social_media_accounts_user_id_fkey', onDelete: 'CASCADE' })
  user_id!: string;

  @Column({ type: 'varchar', length: 50 })
  platform!: string;

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

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  created_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  updated_at!: Date | null;
}

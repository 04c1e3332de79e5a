import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Json } from '../../../common/json.js';

/** A consent that a person was asked for, from the question until the accounts are picked. */
@Entity('social_oauth_connections')
@Unique('social_oauth_connections_state_hash_key', ['state_hash'])
@Index('idx_social_oauth_connections_user_id', ['user_id'])
@Index('idx_social_oauth_connections_expires_at', ['expires_at'])
@Index('idx_social_oauth_connections_social_account_id', ['social_account_id'], {
  where: 'social_account_id IS NOT NULL',
})
@Index('idx_social_oauth_connections_proxy_id', ['proxy_id'], { where: 'proxy_id IS NOT NULL' })
@Check(
  'social_oauth_connections_status_check',
  "status IN ('started', 'redeeming', 'pending', 'completed', 'denied', 'failed')",
)
export class SocialOauthConnection {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'social_oauth_connections_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('users', { name: 'social_oauth_connections_user_id_fkey', onDelete: 'CASCADE' })
  user_id!: string;

  @Column({ type: 'varchar', length: 50 })
  platform!: string;

  @Column({ type: 'varchar', length: 20, default: 'started' })
  status!: string;

  /** Keyed; the state itself is in the person's browser alone. */
  @Column({ type: 'bytea' })
  state_hash!: Buffer;

  /** Keyed; what the browser that came back was given. */
  @Column({ type: 'bytea', nullable: true })
  confirmation_hash!: Buffer | null;

  /** Sealed. */
  @Column({ type: 'text', nullable: true })
  code_verifier!: string | null;

  /** Sealed. */
  @Column({ type: 'text', nullable: true })
  access_token!: string | null;

  /** Sealed. */
  @Column({ type: 'text', nullable: true })
  refresh_token!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  token_expires_at!: Date | null;

  /** The account that is to have a new token; null: new ones are to be picked. */
  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('social_media_accounts', {
    name: 'social_oauth_connections_social_account_id_fkey',
    onDelete: 'CASCADE',
  })
  social_account_id!: string | null;

  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('proxies', { name: 'social_oauth_connections_proxy_id_fkey', onDelete: 'CASCADE' })
  proxy_id!: string | null;

  @Column({ type: 'varchar', length: 1000 })
  redirect_uri!: string;

  @Column({ type: 'varchar', length: 1000, nullable: true })
  redirect_to!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  found!: Json;

  @Column({ type: 'jsonb', nullable: true })
  error!: Json;

  @Column({ type: 'timestamptz' })
  expires_at!: Date;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at!: Date;
}

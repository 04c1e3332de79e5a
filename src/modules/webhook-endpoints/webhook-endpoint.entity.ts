import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { SealedSecret } from '../../common/security/secret-box.js';

/** An address of a user's own that wants to hear of events. */
@Entity('webhook_endpoints')
@Unique('webhook_endpoints_id_user_id_key', ['id', 'user_id'])
@Index('idx_webhook_endpoints_user_created', { synchronize: false })
export class WebhookEndpoint {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'webhook_endpoints_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('users', { name: 'webhook_endpoints_user_id_fkey', onDelete: 'CASCADE' })
  user_id!: string;

  @Column({ type: 'varchar', length: 2048 })
  url!: string;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  /** Types that it wants, or `*`. */
  @Column({ type: 'jsonb' })
  events!: string[];

  @Column({ type: 'boolean', default: true })
  is_active!: boolean;

  @Column({ type: 'jsonb' })
  secret!: SealedSecret;

  /** Its last four characters, by which a person tells secrets apart. */
  @Column({ type: 'varchar', length: 4 })
  secret_hint!: string;

  /** Signs beside the new one until its time is over. */
  @Column({ type: 'jsonb', nullable: true })
  previous_secret!: SealedSecret | null;

  @Column({ type: 'timestamptz', nullable: true })
  previous_secret_expires_at!: Date | null;

  /** Why we switched it off, in words; null while it is on, or when its owner did. */
  @Column({ type: 'text', nullable: true })
  disabled_reason!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  disabled_at!: Date | null;

  /** Since when nothing but failures; null: the last try went through. */
  @Column({ type: 'timestamptz', nullable: true })
  failing_since!: Date | null;

  @Column({ type: 'integer', default: 0 })
  consecutive_failures!: number;

  @Column({ type: 'timestamptz', nullable: true })
  last_delivered_at!: Date | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at!: Date;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  updated_at!: Date;
}

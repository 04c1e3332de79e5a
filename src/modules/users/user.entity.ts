import { Column, Entity, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { JsonObject } from '../../common/json.js';

/** A person with an account. */
@Entity('users')
@Unique('users_email_key', ['email'])
@Index('idx_users_email', ['email'])
@Index('idx_users_created_at', ['created_at'])
export class User {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'users_pkey' })
  id!: string;

  /** Trimmed and case-folded. */
  @Column({ type: 'varchar', length: 255 })
  email!: string;

  @Column({ type: 'varchar', length: 255 })
  password_hash!: string;

  @Column({ type: 'varchar', length: 100, nullable: true })
  first_name!: string | null;

  @Column({ type: 'varchar', length: 100, nullable: true })
  last_name!: string | null;

  @Column({ type: 'boolean', nullable: true, default: true })
  is_active!: boolean | null;

  @Column({ type: 'boolean', nullable: true, default: false })
  is_verified!: boolean | null;

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  created_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  updated_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  last_login!: Date | null;

  /** The keys of `users/settings`. */
  @Column({ type: 'jsonb', nullable: true, default: {} })
  settings!: JsonObject | null;

  /** Access tokens of an older version are refused. */
  @Column({ type: 'integer', default: 0 })
  token_version!: number;

  @Column({ type: 'timestamptz', nullable: true })
  password_changed_at!: Date | null;
}

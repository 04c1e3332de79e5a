import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

export const TOKEN_PURPOSES = ['verify_email', 'reset_password'] as const;
export type TokenPurpose = (typeof TOKEN_PURPOSES)[number];

/** What a mailed link carries, as a hash. */
@Entity('one_time_tokens')
@Unique('one_time_tokens_token_hash_key', ['token_hash'])
@Index('idx_one_time_tokens_user_purpose', ['user_id', 'purpose'])
@Index('idx_one_time_tokens_expires_at', ['expires_at'])
@Check('one_time_tokens_purpose_check', "purpose IN ('verify_email', 'reset_password')")
export class OneTimeToken {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'one_time_tokens_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('users', { name: 'one_time_tokens_user_id_fkey', onDelete: 'CASCADE' })
  user_id!: string;

  @Column({ type: 'varchar', length: 20 })
  purpose!: TokenPurpose;

  /** Where it was mailed to: good only while that is still the account's address. */
  @Column({ type: 'varchar', length: 255 })
  email!: string;

  @Column({ type: 'bytea' })
  token_hash!: Buffer;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at!: Date;

  @Column({ type: 'timestamptz' })
  expires_at!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  used_at!: Date | null;
}

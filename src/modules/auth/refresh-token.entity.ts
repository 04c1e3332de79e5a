import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { SealedSecret } from '../../common/security/secret-box.js';

/** A refresh token, as a hash; good once. */
@Entity('refresh_tokens')
@Unique('refresh_tokens_token_hash_key', ['token_hash'])
@Index('idx_refresh_tokens_session_created', { synchronize: false })
@Index('idx_refresh_tokens_replaced_by', ['replaced_by'], { where: 'replaced_by IS NOT NULL' })
export class RefreshToken {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'refresh_tokens_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('sessions', { name: 'refresh_tokens_session_id_fkey', onDelete: 'CASCADE' })
  session_id!: string;

  @Column({ type: 'bytea' })
  token_hash!: Buffer;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at!: Date;

  @Column({ type: 'timestamptz' })
  expires_at!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  used_at!: Date | null;

  /** The token that this one was exchanged for. */
  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('refresh_tokens', { name: 'refresh_tokens_replaced_by_fkey', onDelete: 'SET NULL' })
  replaced_by!: string | null;

  /** The pair it was exchanged for, sealed: the answer to a client's retry within the grace window. */
  @Column({ type: 'jsonb', nullable: true })
  replay_sealed!: SealedSecret | null;
}

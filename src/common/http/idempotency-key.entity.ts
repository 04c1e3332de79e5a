import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { SealedSecret } from '../security/secret-box.js';

export type IdempotencyState = 'running' | 'done';

/** A request under an Idempotency-Key, and its answer. */
@Entity('idempotency_keys')
@Index('idx_idempotency_keys_expires_at', ['expires_at'])
@Check('idempotency_keys_state_check', "state IN ('running', 'done')")
export class IdempotencyKey {
  /** Whose key it is. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'idempotency_keys_pkey' })
  scope!: string;

  @PrimaryColumn({ type: 'varchar', length: 255, primaryKeyConstraintName: 'idempotency_keys_pkey' })
  key!: string;

  @Column({ type: 'varchar', length: 10 })
  method!: string;

  @Column({ type: 'text' })
  path!: string;

  /** Keyed hash of the body. */
  @Column({ type: 'bytea' })
  fingerprint!: Buffer;

  @Column({ type: 'varchar', length: 10, default: 'running' })
  state!: IdempotencyState;

  /** When the request changed something, in the same transaction. */
  @Column({ type: 'timestamptz', nullable: true })
  effect_at!: Date | null;

  @Column({ type: 'integer', nullable: true })
  status_code!: number | null;

  @Column({ type: 'jsonb', nullable: true })
  headers!: Record<string, string> | null;

  /** The answer's body; may hold tokens, hence sealed. */
  @Column({ type: 'jsonb', nullable: true })
  body_sealed!: SealedSecret | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  finished_at!: Date | null;

  @Column({ type: 'timestamptz' })
  expires_at!: Date;
}

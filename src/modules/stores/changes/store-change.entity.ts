import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { Json, JsonObject } from '../../../common/json.js';

export const CHANGE_STATES = ['sent', 'done', 'refused', 'given_up'] as const;
export type ChangeState = (typeof CHANGE_STATES)[number];

/** A change that goes, or went, to a platform. The id is the platform's idempotency key. */
@Entity('store_changes')
@Index('store_changes_unsettled_subject_key', ['store_id', 'subject_id'], { unique: true, where: "state = 'sent'" })
@Index('idx_store_changes_unsettled', ['lease_until'], { where: "state = 'sent'" })
@Index('idx_store_changes_settled_at', ['settled_at'], { where: 'settled_at IS NOT NULL' })
@Index('idx_store_changes_store_id', ['store_id'])
@Check('store_changes_state_check', "state IN ('sent', 'done', 'refused', 'given_up')")
@ForeignKey('stores', ['store_id', 'user_id'], ['id', 'user_id'], {
  name: 'store_changes_store_id_user_id_fkey',
  onDelete: 'CASCADE',
})
export class StoreChangeEntry {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'store_changes_pkey' })
  id!: string;

  /** The store's owner. */
  @Column({ type: 'uuid' })
  user_id!: string;

  @Column({ type: 'uuid' })
  store_id!: string;

  /** See `ChangeOf`. */
  @Column({ type: 'varchar', length: 40 })
  kind!: string;

  /** The row here that it is about. */
  @Column({ type: 'uuid' })
  subject_id!: string;

  /** What is sent; no secrets. */
  @Column({ type: 'jsonb' })
  payload!: JsonObject;

  /** For whoever is told of it; not sent. */
  @Column({ type: 'jsonb', default: {} })
  context!: JsonObject;

  /** `sent`: not settled; `sent_at` tells whether it may have left at all. */
  @Column({ type: 'varchar', length: 20, default: 'sent' })
  state!: ChangeState;

  /** Whose turn it is: only the holder may send and settle. */
  @Column({ type: 'uuid', nullable: true })
  lease_token!: string | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  lease_until!: Date;

  /** How often somebody took it up. */
  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  /** What was there before (ids), so that a look-up can tell what is new. */
  @Column({ type: 'jsonb', nullable: true })
  known!: string[] | null;

  /** What the platform answered; set before it is settled where the answer was heard and could not be stored yet. */
  @Column({ type: 'jsonb', nullable: true })
  outcome!: JsonObject | null;

  /** `{ code, message }` of a refusal or of what is not known. */
  @Column({ type: 'jsonb', nullable: true })
  error!: Json;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at!: Date;

  /** When it was last about to be sent; null: it certainly was not. */
  @Column({ type: 'timestamptz', nullable: true })
  sent_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  settled_at!: Date | null;
}

import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { JsonObject } from '../../../common/json.js';

/** Unknown: not looked at yet. No address: this installation has none that the platform could reach. */
export const WEBHOOK_STATES = ['unknown', 'registered', 'failing', 'no_address', 'unsupported'] as const;
export type WebhookState = (typeof WEBHOOK_STATES)[number];

/** How the scheduled checks of a store stand. */
@Entity('store_checks')
@Check(
  'store_checks_webhooks_state_check',
  "webhooks_state IN ('unknown', 'registered', 'failing', 'no_address', 'unsupported')",
)
export class StoreCheck {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'store_checks_pkey' })
  @ForeignKey('stores', { name: 'store_checks_store_id_fkey', onDelete: 'CASCADE' })
  store_id!: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  webhooks_due_at!: Date;

  @Column({ type: 'varchar', length: 20, default: 'unknown' })
  webhooks_state!: WebhookState;

  /** Where the platform was last told to deliver. */
  @Column({ type: 'text', nullable: true })
  webhooks_address!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  webhooks_checked_at!: Date | null;

  /** The last time that something was missing or off: `{ at, topics }`. */
  @Column({ type: 'jsonb', nullable: true })
  webhooks_mended!: { at: string; topics: string[] } | null;

  @Column({ type: 'jsonb', nullable: true })
  webhooks_error!: { code: string; message: string } | null;

  /** The next one by the nightly schedule; a store's own interval goes by the last start. */
  @Column({ type: 'timestamptz', nullable: true })
  gap_scan_due_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  gap_scan_started_at!: Date | null;

  /** By resource, ISO time: records older than this are looked at next. */
  @Column({ type: 'jsonb', default: {} })
  gap_scan_rotation!: JsonObject;

  /** By resource, ISO time by the platform's clock: all that was changed before has been compared. */
  @Column({ type: 'jsonb', default: {} })
  gap_scan_marks!: JsonObject;
}

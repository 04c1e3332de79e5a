import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { SealedSecret } from '../../common/security/secret-box.js';

export const MAIL_STATUSES = ['queued', 'sent', 'failed'] as const;
export type MailStatus = (typeof MAIL_STATUSES)[number];

/** A mail to be sent, or sent. */
@Entity('mails')
@Unique('mails_dedupe_key_key', ['dedupe_key'])
@Index('idx_mails_user_id', ['user_id'])
@Index('idx_mails_queued', ['next_attempt_at'], { where: "status = 'queued'" })
@Check('mails_status_check', "status IN ('queued', 'sent', 'failed')")
export class Mail {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'mails_pkey' })
  id!: string;

  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('users', { name: 'mails_user_id_fkey', onDelete: 'CASCADE' })
  user_id!: string | null;

  @Column({ type: 'varchar', length: 320 })
  recipient!: string;

  @Column({ type: 'text' })
  subject!: string;

  /** Which template. */
  @Column({ type: 'varchar', length: 50 })
  kind!: string;

  /** Sealed; emptied after sending. */
  @Column({ type: 'jsonb', nullable: true })
  body_sealed!: SealedSecret | null;

  /** A mail with the same key is not sent twice. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  dedupe_key!: string | null;

  @Column({ type: 'varchar', length: 20, default: 'queued' })
  status!: MailStatus;

  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  next_attempt_at!: Date | null;

  @Column({ type: 'text', nullable: true })
  last_error!: string | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  sent_at!: Date | null;
}

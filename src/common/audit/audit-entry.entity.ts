import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { JsonObject } from '../json.js';

/** Who changed what, from where. */
@Entity('audit_log')
@Index('idx_audit_log_user_created', { synchronize: false })
@Index('idx_audit_log_campaign', { synchronize: false })
export class AuditEntry {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'audit_log_pkey' })
  id!: string;

  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('users', { name: 'audit_log_user_id_fkey', onDelete: 'SET NULL' })
  user_id!: string | null;

  /** `<what>.<done>`: `session.login_failed`. */
  @Column({ type: 'varchar', length: 100 })
  action!: string;

  @Column({ type: 'varchar', length: 50, nullable: true })
  subject_type!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  subject_id!: string | null;

  @Column({ type: 'text', nullable: true })
  ip!: string | null;

  @Column({ type: 'text', nullable: true })
  user_agent!: string | null;

  @Column({ type: 'varchar', length: 128, nullable: true })
  request_id!: string | null;

  @Column({ type: 'jsonb', default: {} })
  details!: JsonObject;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at!: Date;
}

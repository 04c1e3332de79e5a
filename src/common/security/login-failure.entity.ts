import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Failed logins of one account or address in the present window. */
@Entity('login_failures')
@Index('idx_login_failures_window_started_at', ['window_started_at'])
export class LoginFailure {
  /** Hash of the account or the address. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'login_failures_pkey' })
  key!: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  window_started_at!: Date;

  @Column({ type: 'integer', default: 0 })
  count!: number;

  @Column({ type: 'timestamptz', nullable: true })
  blocked_until!: Date | null;
}

import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A proxy that calls may go out through. */
@Entity('proxies')
@Index('idx_proxies_user_created', { synchronize: false })
@Index('idx_proxies_next_test_at', ['next_test_at'], { where: 'next_test_at IS NOT NULL' })
@Check('proxies_protocol_check', "protocol IN ('http', 'https', 'socks5')")
@Check('proxies_port_check', 'port BETWEEN 1 AND 65535')
@Check('proxies_test_result_check', "test_result IN ('success', 'failed', 'timeout')")
@Check('proxies_anonymity_check', "anonymity IN ('transparent', 'anonymous', 'elite')")
@Check('proxies_test_interval_seconds_check', 'test_interval_seconds BETWEEN 60 AND 86400')
export class Proxy {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'proxies_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('users', { name: 'proxies_user_id_fkey', onDelete: 'CASCADE' })
  user_id!: string;

  @Column({ type: 'varchar', length: 255, nullable: true })
  name!: string | null;

  /** A name in small letters or an address; IPv6 without brackets. */
  @Column({ type: 'varchar', length: 255 })
  host!: string;

  @Column({ type: 'integer' })
  port!: number;

  @Column({ type: 'varchar', length: 255, nullable: true })
  username!: string | null;

  /** Sealed. */
  @Column({ type: 'text', nullable: true })
  password!: string | null;

  @Column({ type: 'varchar', length: 10, nullable: true, default: 'http' })
  protocol!: string | null;

  /** ISO 3166-1 alpha-2; as its owner says, else as its first test found. */
  @Column({ type: 'varchar', length: 2, nullable: true })
  country!: string | null;

  @Column({ type: 'boolean', nullable: true, default: true })
  is_active!: boolean | null;

  @Column({ type: 'timestamptz', nullable: true })
  last_tested!: Date | null;

  @Column({ type: 'varchar', length: 20, nullable: true })
  test_result!: string | null;

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  created_at!: Date | null;

  /** PEM of whom TLS to the proxy is trusted by, instead of the public authorities. */
  @Column({ type: 'text', nullable: true })
  ca_certificate!: string | null;

  @Column({ type: 'integer', default: 900 })
  test_interval_seconds!: number;

  /** Null: not by itself. */
  @Column({ type: 'timestamptz', nullable: true })
  next_test_at!: Date | null;

  @Column({ type: 'varchar', length: 50, nullable: true })
  test_reason!: string | null;

  @Column({ type: 'text', nullable: true })
  test_message!: string | null;

  @Column({ type: 'integer', nullable: true })
  connect_ms!: number | null;

  @Column({ type: 'integer', nullable: true })
  tls_ms!: number | null;

  @Column({ type: 'integer', nullable: true })
  first_byte_ms!: number | null;

  @Column({ type: 'varchar', length: 45, nullable: true })
  exit_ip!: string | null;

  @Column({ type: 'varchar', length: 2, nullable: true })
  exit_country!: string | null;

  @Column({ type: 'varchar', length: 20, nullable: true })
  anonymity!: string | null;

  /** Tests in a row that the proxy failed. */
  @Column({ type: 'integer', default: 0 })
  failures!: number;

  /** Since it counts as down: the first of its failures in a row. */
  @Column({ type: 'timestamptz', nullable: true })
  down_since!: Date | null;

  /** When its owner was mailed that it is down. */
  @Column({ type: 'timestamptz', nullable: true })
  down_notified_at!: Date | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  updated_at!: Date;
}

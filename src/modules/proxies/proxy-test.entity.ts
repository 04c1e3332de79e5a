import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** One test of a proxy. */
@Entity('proxy_tests')
@Index('idx_proxy_tests_proxy_tested', { synchronize: false })
@Index('idx_proxy_tests_user_id', ['user_id'])
@Index('idx_proxy_tests_tested_at', ['tested_at'])
@Check('proxy_tests_test_result_check', "test_result IN ('success', 'failed', 'timeout')")
export class ProxyTest {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'proxy_tests_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('proxies', { name: 'proxy_tests_proxy_id_fkey', onDelete: 'CASCADE' })
  proxy_id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('users', { name: 'proxy_tests_user_id_fkey', onDelete: 'CASCADE' })
  user_id!: string;

  /** Of the job that a person started; null: it was due. */
  @Column({ type: 'uuid', nullable: true })
  job_id!: string | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  tested_at!: Date;

  @Column({ type: 'varchar', length: 20 })
  test_result!: string;

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
}

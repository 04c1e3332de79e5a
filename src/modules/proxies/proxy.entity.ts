import { Column, Entity, ForeignKey, PrimaryGeneratedColumn } from 'typeorm';

/** A proxy that calls may go out through. */
@Entity('proxies')
export class Proxy {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'proxies_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('users', { name: 'proxies_user_id_fkey', onDelete: 'CASCADE' })
  user_id!: string;

  @Column({ type: 'varchar', length: 255, nullable: true })
  name!: string | null;

  @Column({ type: 'varchar', length: 255 })
  host!: string;

  @Column({ type: 'integer' })
  port!: number;

  @Column({ type: 'varchar', length: 255, nullable: true })
  username!: string | null;

  /** Sealed. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  password!: string | null;

  @Column({ type: 'varchar', length: 10, nullable: true, default: 'http' })
  protocol!: string | null;

  /** ISO 3166-1 alpha-2. */
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
}

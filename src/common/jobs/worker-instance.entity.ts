import { Check, Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

export type WorkerRole = 'all' | 'api' | 'worker';

/** A process that runs, or ran. It lives for as long as it holds the advisory lock of its id. */
@Entity('worker_instances')
@Check('worker_instances_role_check', "role IN ('all', 'api', 'worker')")
export class WorkerInstance {
  /** bigint: decimal text. Also the key of its advisory lock. */
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'worker_instances_pkey',
  })
  id!: string;

  @Column({ type: 'varchar', length: 20 })
  role!: WorkerRole;

  @Column({ type: 'text' })
  hostname!: string;

  @Column({ type: 'integer' })
  pid!: number;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  started_at!: Date;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  heartbeat_at!: Date;

  /** When its workers last took a job or answered a probe. */
  @Column({ type: 'timestamptz', nullable: true })
  consumed_at!: Date | null;
}

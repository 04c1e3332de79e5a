import { Column, Entity, ForeignKey, PrimaryGeneratedColumn } from 'typeorm';
import type { SealedSecret } from '../../common/security/secret-box.js';
import type { JsonObject } from '../../common/json.js';

/** A person's account at a payment provider. */
@Entity('payment_processors')
export class PaymentProcessor {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'payment_processors_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('users', { name: 'payment_processors_user_id_fkey', onDelete: 'CASCADE' })
  user_id!: string;

  @Column({ type: 'varchar', length: 100 })
  name!: string;

  @Column({ type: 'varchar', length: 50 })
  provider!: string;

  /** Sealed. */
  @Column({ type: 'jsonb', nullable: true })
  api_credentials!: SealedSecret | null;

  @Column({ type: 'varchar', length: 500, nullable: true })
  webhook_url!: string | null;

  @Column({ type: 'boolean', nullable: true, default: true })
  is_active!: boolean | null;

  @Column({ type: 'jsonb', nullable: true, default: {} })
  settings!: JsonObject | null;

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  created_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  updated_at!: Date | null;
}

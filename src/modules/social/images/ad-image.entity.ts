import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A picture for ads, kept as it was when it was given. */
@Entity('ad_images')
@Unique('ad_images_user_sha256_key', ['user_id', 'sha256'])
@Index('idx_ad_images_user_created', { synchronize: false })
export class AdImage {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'ad_images_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('users', { name: 'ad_images_user_id_fkey', onDelete: 'CASCADE' })
  user_id!: string;

  /** Of the content, hex. */
  @Column({ type: 'varchar', length: 64 })
  sha256!: string;

  @Column({ type: 'varchar', length: 50 })
  content_type!: string;

  /** Pixels. */
  @Column({ type: 'integer' })
  width!: number;

  @Column({ type: 'integer' })
  height!: number;

  /** Bytes. */
  @Column({ type: 'integer' })
  size!: number;

  @Column({ type: 'varchar', length: 255, nullable: true })
  name!: string | null;

  /** Where it was fetched from; null: it was uploaded. */
  @Column({ type: 'varchar', length: 2048, nullable: true })
  source_url!: string | null;

  @Column({ type: 'bytea' })
  content!: Buffer;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at!: Date;
}

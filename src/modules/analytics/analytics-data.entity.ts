import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { JsonObject } from '../../common/json.js';

/** One figure of a store. */
@Entity('analytics_data')
@Index('idx_analytics_store_id', ['store_id'])
@Index('idx_analytics_metric_type', ['metric_type'])
@Index('idx_analytics_date_recorded', ['date_recorded'])
export class AnalyticsData {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'analytics_data_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('stores', { name: 'analytics_data_store_id_fkey', onDelete: 'CASCADE' })
  store_id!: string;

  @Column({ type: 'varchar', length: 100, nullable: true })
  metric_type!: string | null;

  @Column({ type: 'varchar', length: 100, nullable: true })
  metric_name!: string | null;

  @Column({ type: 'numeric', precision: 15, scale: 4, nullable: true })
  value!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  dimensions!: JsonObject | null;

  /** `YYYY-MM-DD`. */
  @Column({ type: 'date', nullable: true })
  date_recorded!: string | null;

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  created_at!: Date | null;
}

import { Column, Entity, ForeignKey, PrimaryGeneratedColumn } from 'typeorm';
import type { Json, JsonObject } from '../../common/json.js';

/** What a piece of market research found. */
@Entity('market_research_data')
export class MarketResearchData {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'market_research_data_pkey' })
  id!: string;

  @Column({ type: 'uuid' })
  @ForeignKey('users', { name: 'market_research_data_user_id_fkey', onDelete: 'CASCADE' })
  user_id!: string;

  @Column({ type: 'varchar', length: 50, nullable: true })
  research_type!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  query_parameters!: JsonObject | null;

  @Column({ type: 'jsonb' })
  data!: Json;

  @Column({ type: 'varchar', length: 100, nullable: true })
  source!: string | null;

  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  created_at!: Date | null;
}

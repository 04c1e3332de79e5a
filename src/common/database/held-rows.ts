import type { Database } from './database.js';
import { iso } from './sql.js';
import type { Owner } from './versioned-table.js';

export interface HeldRowsOptions {
  table: string;
  /** Column of the platform's id. */
  id_column: string;
  /** Column of when the record was created at the platform. */
  created_column: string;
}

export interface HeldRow {
  platform_id: string;
  /** ISO 8601 UTC. */
  platform_updated_at: string | null;
  /** When this version was stored here, ISO 8601 UTC. */
  stored_at: string;
}

/** What is held of a platform's records, for comparing it with what the platform has. Deleted rows are not held. */
export class HeldRows {
  constructor(
    private readonly database: Database,
    private readonly options: HeldRowsOptions,
  ) {}

  /** How many were created at the platform from `from` to `to` (exclusive). */
  async count(owner: Owner, from: string, to: string): Promise<number> {
    const row = await this.database.queryOne<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${this.options.table} WHERE ${this.within()}`,
      [owner.id, from, to],
    );
    return row?.count ?? 0;
  }

  /** Those created in that time, and those with these ids whenever they were. */
  async list(owner: Owner, from: string, to: string, platformIds: string[]): Promise<HeldRow[]> {
    const { table, id_column: id } = this.options;
    const columns = `${id} AS platform_id, ${iso('platform_updated_at')} AS platform_updated_at, ${iso('updated_at')} AS stored_at`;
    return this.database.query<HeldRow>(
      `SELECT ${columns} FROM ${table} WHERE ${this.within()}
       UNION SELECT ${columns} FROM ${table} WHERE store_id = $1 AND ${id} = ANY($4) AND deleted_at IS NULL`,
      [owner.id, from, to, platformIds],
    );
  }

  /** When the oldest was created, ISO 8601 UTC; null: there is none. */
  async oldest(owner: Owner): Promise<string | null> {
    const { table, id_column: id, created_column: created } = this.options;
    const row = await this.database.queryOne<{ oldest: string | null }>(
      `SELECT ${iso(`min(${created})`)} AS oldest FROM ${table} WHERE store_id = $1 AND ${id} IS NOT NULL AND deleted_at IS NULL`,
      [owner.id],
    );
    return row?.oldest ?? null;
  }

  private within(): string {
    const { id_column: id, created_column: created } = this.options;
    return `store_id = $1 AND ${created} >= $2 AND ${created} < $3 AND ${id} IS NOT NULL AND deleted_at IS NULL`;
  }
}

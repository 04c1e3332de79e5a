import type { Database } from '../database/database.js';
import type { Json } from '../json.js';
import { etagOf } from './etag.js';

/** A row as the wire shows it, with the tag of its version. */
export interface VersionedView {
  view: Json;
  etag: string;
}

/** The rows of a table with `id`, `user_id`, and `updated_at` as their version: shown as the wire has them, and changed. */
export class VersionedRows {
  constructor(
    private readonly database: Database,
    private readonly table: string,
    /** SQL of a row as JSON; the row's alias is `r`. */
    private readonly json: string,
    /** SQL: which rows are there for their owners at all. */
    private readonly isThere = 'true',
  ) {}

  /** The user's row; in a transaction and with `lock` nobody else changes it until the end. */
  async view(userId: string, id: string, lock = false): Promise<VersionedView | undefined> {
    const row = await this.database.queryOne<{ view: Json; version: string }>(
      `SELECT ${this.json} AS view, r.updated_at::text AS version FROM ${this.table} r
       WHERE r.user_id = $1 AND r.id = $2 AND ${this.isThere} ${lock ? 'FOR UPDATE' : ''}`,
      [userId, id],
    );
    return row && { view: row.view, etag: etagOf(id, row.version) };
  }

  /** Changes the given columns and the version. Column names come from code, never from input. */
  async update(userId: string, id: string, columns: Record<string, unknown>): Promise<void> {
    const names = Object.keys(columns);
    const assignments = names.map((name, index) => `${name} = $${index + 3}`);
    await this.database.execute(
      `UPDATE ${this.table} SET ${[...assignments, 'updated_at = clock_timestamp()'].join(', ')} WHERE user_id = $1 AND id = $2`,
      [userId, id, ...names.map((name) => columns[name])],
    );
  }
}

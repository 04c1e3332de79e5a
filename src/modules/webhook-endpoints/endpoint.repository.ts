import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { iso } from '../../common/database/sql.js';
import { VersionedRows, type VersionedView } from '../../common/http/versioned-rows.js';
import type { SealedSecret } from '../../common/security/secret-box.js';

/** SQL of an endpoint as the wire shows it; the row's alias is `r`. */
export const ENDPOINT_JSON = `json_build_object(
  'id', r.id, 'url', r.url, 'description', r.description, 'events', r.events, 'is_active', r.is_active,
  'disabled_reason', r.disabled_reason, 'disabled_at', ${iso('r.disabled_at')},
  'failing_since', ${iso('r.failing_since')}, 'consecutive_failures', r.consecutive_failures,
  'last_delivered_at', ${iso('r.last_delivered_at')}, 'secret_hint', r.secret_hint,
  'previous_secret_expires_at', CASE WHEN r.previous_secret_expires_at > now() THEN ${iso('r.previous_secret_expires_at')} END,
  'created_at', ${iso('r.created_at')}, 'updated_at', ${iso('r.updated_at')})`;

export interface EndpointRow {
  id: string;
  user_id: string;
  url: string;
  is_active: boolean;
  secret: SealedSecret;
}

export type EndpointView = VersionedView;

@Injectable()
export class EndpointRepository {
  private readonly rows: VersionedRows;

  constructor(private readonly database: Database) {
    this.rows = new VersionedRows(database, 'webhook_endpoints', ENDPOINT_JSON);
  }

  find(userId: string, id: string, lock = false): Promise<EndpointRow | undefined> {
    return this.database.queryOne<EndpointRow>(
      `SELECT id, user_id, url, is_active, secret FROM webhook_endpoints WHERE user_id = $1 AND id = $2 ${lock ? 'FOR UPDATE' : ''}`,
      [userId, id],
    );
  }

  view(userId: string, id: string): Promise<EndpointView | undefined> {
    return this.rows.view(userId, id);
  }

  /** How many the user has; nobody else of theirs adds one until the transaction's end. */
  async countAlone(userId: string): Promise<number> {
    await this.database.query('SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE', [userId]);
    const row = await this.database.queryOne<{ count: number }>(
      'SELECT count(*)::int AS count FROM webhook_endpoints WHERE user_id = $1',
      [userId],
    );
    return row?.count ?? 0;
  }

  async insert(id: string, userId: string, columns: Record<string, unknown>): Promise<void> {
    const names = Object.keys(columns);
    await this.database.execute(
      `INSERT INTO webhook_endpoints (id, user_id, ${names.join(', ')})
       VALUES ($1, $2, ${names.map((_name, index) => `$${index + 3}`).join(', ')})`,
      [id, userId, ...names.map((name) => columns[name])],
    );
  }

  /** Changes the given columns and the version. Column names come from code, never from input. */
  update(userId: string, id: string, columns: Record<string, unknown>): Promise<void> {
    return this.rows.update(userId, id, columns);
  }

  async delete(userId: string, id: string): Promise<void> {
    await this.database.execute('DELETE FROM webhook_endpoints WHERE user_id = $1 AND id = $2', [userId, id]);
  }
}

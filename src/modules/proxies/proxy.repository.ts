import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { VersionedRows, type VersionedView } from '../../common/http/versioned-rows.js';
import type { ProxyProtocol } from '../../common/outbound/proxy/proxy-route.js';
import { ACCOUNTS_COUNT, PROXY_JSON } from './proxy.json.js';
import type { ProxyAddress } from './proxy-address.js';

/** A proxy as code needs it. */
export interface ProxyRow {
  id: string;
  user_id: string;
  name: string | null;
  protocol: ProxyProtocol;
  host: string;
  port: number;
  username: string | null;
  /** Sealed. */
  password: string | null;
  ca_certificate: string | null;
  country: string | null;
  is_active: boolean;
  test_result: string | null;
  exit_country: string | null;
  test_interval_seconds: number;
  next_test_at: Date | null;
  failures: number;
  down_since: Date | null;
  down_notified_at: Date | null;
}

export type StoredProxy = VersionedView;

/** An account that goes out through a proxy. */
export interface BoundAccount {
  id: string;
  platform: string;
  account_name: string | null;
}

/** Wakes whoever tests what is due. */
export const PROXIES_CHANNEL = 'ksap_proxies';

const ROW = `id, user_id, name, coalesce(protocol, 'http') AS protocol, host, port, username, password, ca_certificate, country,
  coalesce(is_active, true) AS is_active, test_result, exit_country, test_interval_seconds, next_test_at, failures, down_since,
  down_notified_at`;

@Injectable()
export class ProxyRepository {
  private readonly rows: VersionedRows;

  constructor(private readonly database: Database) {
    this.rows = new VersionedRows(database, 'proxies', PROXY_JSON);
  }

  /** The user's proxy; in a transaction and with `lock` nobody else changes it, or binds an account to it, until the end. */
  find(userId: string, id: string, lock = false): Promise<ProxyRow | undefined> {
    return this.database.queryOne<ProxyRow>(
      `SELECT ${ROW} FROM proxies WHERE user_id = $1 AND id = $2 ${lock ? 'FOR UPDATE' : ''}`,
      [userId, id],
    );
  }

  view(userId: string, id: string, lock = false): Promise<StoredProxy | undefined> {
    return this.rows.view(userId, id, lock);
  }

  /** The user's proxy at the same place with the same user, if there is one. */
  findSame(userId: string, address: ProxyAddress): Promise<{ id: string; name: string | null } | undefined> {
    return this.database.queryOne(
      `SELECT id, name FROM proxies WHERE user_id = $1 AND coalesce(protocol, 'http') = $2 AND host = $3 AND port = $4
         AND username IS NOT DISTINCT FROM $5 LIMIT 1`,
      [userId, address.protocol, address.host, address.port, address.username],
    );
  }

  /** Adding and changing the places of one user's proxies, one at a time: the second finds what the first has made. */
  async oneAtATime(userId: string): Promise<void> {
    await this.database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`proxies:${userId}`]);
  }

  /** Rows as `jsonb_to_recordset` reads them; they are tested as soon as a worker comes to it. */
  async insert(userId: string, rows: NewProxy[]): Promise<void> {
    await this.database.execute(
      `INSERT INTO proxies (id, user_id, name, protocol, host, port, username, password, ca_certificate, country, is_active,
                            test_interval_seconds, next_test_at, created_at, updated_at)
       SELECT id, $1, name, protocol, host, port, username, password, ca_certificate, country, is_active, test_interval_seconds,
              CASE WHEN is_active THEN now() END, clock_timestamp(), clock_timestamp()
       FROM jsonb_to_recordset($2::jsonb) AS made (id uuid, name text, protocol text, host text, port int, username text,
            password text, ca_certificate text, country text, is_active boolean, test_interval_seconds int)`,
      [userId, JSON.stringify(rows)],
    );
    await this.database.notify(PROXIES_CHANNEL, '');
  }

  /** Changes the given columns and the version. Column names come from code, never from input. */
  async update(userId: string, id: string, columns: Record<string, unknown>): Promise<void> {
    await this.rows.update(userId, id, columns);
    if ('next_test_at' in columns) await this.database.notify(PROXIES_CHANNEL, '');
  }

  /** Takes proxies that are due: whoever does not write down what came of it loses them after `lease`, an SQL interval. */
  claimDue(count: number, lease: string): Promise<ProxyRow[]> {
    return this.database.query<ProxyRow>(
      `UPDATE proxies SET next_test_at = now() + $2::interval WHERE id IN (
         SELECT id FROM proxies WHERE next_test_at <= now() AND is_active IS DISTINCT FROM false
         ORDER BY next_test_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING ${ROW}`,
      [count, lease],
    );
  }

  async delete(userId: string, id: string): Promise<void> {
    await this.database.execute('DELETE FROM proxies WHERE user_id = $1 AND id = $2', [userId, id]);
  }

  /** The accounts that go out through it. Their module asks us and not we them, so their rows are read. */
  accountsOf(userId: string, id: string): Promise<BoundAccount[]> {
    return this.database.query<BoundAccount>(
      `SELECT id, platform, account_name FROM social_media_accounts WHERE user_id = $1 AND proxy_id = $2 ORDER BY id LIMIT 20`,
      [userId, id],
    );
  }

  async countAccounts(id: string): Promise<number> {
    const row = await this.database.queryOne<{ count: number }>(
      `SELECT ${ACCOUNTS_COUNT} AS count FROM proxies r WHERE r.id = $1`,
      [id],
    );
    return row?.count ?? 0;
  }
}

export interface NewProxy {
  id: string;
  name: string | null;
  protocol: ProxyProtocol;
  host: string;
  port: number;
  username: string | null;
  /** Sealed. */
  password: string | null;
  ca_certificate: string | null;
  country: string | null;
  is_active: boolean;
  test_interval_seconds: number;
}

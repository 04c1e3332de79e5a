import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { VersionedRows, type VersionedView } from '../../common/http/versioned-rows.js';
import type { JsonObject } from '../../common/json.js';
import type { SealedSecret } from '../../common/security/secret-box.js';
import { OpenedSecrets } from './opened-secrets.js';
import type { PlatformKey } from './platforms/platform.connection.js';
import { STORE_JSON } from './store.json.js';

/** A store as commands and the sync work with it. */
export interface StoreRow {
  id: string;
  user_id: string;
  name: string;
  platform: PlatformKey;
  platform_store_id: string | null;
  domain: string | null;
  status: string;
  connection_state: string;
  api_credentials: SealedSecret | null;
  webhook_secret: SealedSecret | null;
  settings: JsonObject;
  currency: string | null;
  timezone: string | null;
  failures: number;
  failing_since: Date | null;
  failure_notified_at: Date | null;
}

export type StoredView = VersionedView;

const ROW = `id, user_id, name, platform, platform_store_id, domain, status, connection_state, api_credentials, webhook_secret,
  settings, currency, timezone, failures, failing_since, failure_notified_at`;

@Injectable()
export class StoreRepository {
  private readonly rows: VersionedRows;

  constructor(
    private readonly database: Database,
    private readonly secrets: OpenedSecrets,
  ) {
    this.rows = new VersionedRows(database, 'stores', STORE_JSON);
  }

  /** The user's store; in a transaction and with `lock` nobody else changes it until the end. */
  find(userId: string, id: string, lock = false): Promise<StoreRow | undefined> {
    return this.database.queryOne<StoreRow>(
      `SELECT ${ROW} FROM stores WHERE user_id = $1 AND id = $2 ${lock ? 'FOR UPDATE' : ''}`,
      [userId, id],
    );
  }

  /** For what no user stands behind: a platform's delivery, the schedule. */
  findById(id: string): Promise<StoreRow | undefined> {
    return this.database.queryOne<StoreRow>(`SELECT ${ROW} FROM stores WHERE id = $1`, [id]);
  }

  view(userId: string, id: string, lock = false): Promise<StoredView | undefined> {
    return this.rows.view(userId, id, lock);
  }

  async insert(
    id: string,
    userId: string,
    store: { name: string; platform: string; domain: string | null; description: string | null; settings: JsonObject },
  ): Promise<void> {
    await this.database.execute(
      `INSERT INTO stores (id, user_id, name, platform, domain, description, settings) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [id, userId, store.name, store.platform, store.domain, store.description, JSON.stringify(store.settings)],
    );
  }

  /** Changes the given columns and the version. Column names come from code, never from input. */
  async update(userId: string, id: string, columns: Record<string, unknown>): Promise<void> {
    await this.rows.update(userId, id, columns);
    await this.secrets.forget(id);
  }

  async delete(userId: string, id: string): Promise<boolean> {
    const count = await this.database.execute('DELETE FROM stores WHERE user_id = $1 AND id = $2', [userId, id]);
    if (count === 1) await this.secrets.forget(id);
    return count === 1;
  }

  /** Another store of the user that is the same shop at the platform. */
  findSameShop(
    userId: string,
    platform: string,
    platformStoreId: string,
    exceptId: string,
  ): Promise<{ id: string; name: string } | undefined> {
    return this.database.queryOne<{ id: string; name: string }>(
      `SELECT id, name FROM stores WHERE user_id = $1 AND platform = $2 AND platform_store_id = $3 AND id <> $4`,
      [userId, platform, platformStoreId, exceptId],
    );
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { VersionedRows, type VersionedView } from '../../common/http/versioned-rows.js';
import type { JsonObject } from '../../common/json.js';
import type { SealedSecret } from '../../common/security/secret-box.js';
import { PROCESSOR_JSON } from './processor.json.js';
import type { ProcessorMode, ProviderKey } from './providers/provider.connection.js';
import { ProcessorSecrets } from './webhooks/processor-secrets.js';

/** A connected processor as code needs it; deleted ones are found by `findSameAccount` alone. */
export interface ProcessorRow {
  id: string;
  user_id: string;
  name: string;
  provider: ProviderKey;
  /** Sealed. */
  api_credentials: SealedSecret | null;
  /** Sealed. */
  webhook_secrets: SealedSecret | null;
  webhook_ids: string[];
  webhook_url: string | null;
  is_active: boolean;
  settings: JsonObject;
  mode: ProcessorMode | null;
  account_id: string | null;
  connection_state: string;
  deleted_at: Date | null;
}

export type StoredProcessor = VersionedView;

const ROW = `id, user_id, name, provider, api_credentials, webhook_secrets, webhook_ids, webhook_url,
  coalesce(is_active, true) AS is_active, coalesce(settings, '{}') AS settings, mode, account_id, connection_state, deleted_at`;

@Injectable()
export class ProcessorRepository {
  private readonly rows: VersionedRows;

  constructor(
    private readonly database: Database,
    private readonly secrets: ProcessorSecrets,
  ) {
    this.rows = new VersionedRows(database, 'payment_processors', PROCESSOR_JSON, 'r.deleted_at IS NULL');
  }

  /** The user's processor; in a transaction and with `lock` nobody else changes it until the end. */
  find(userId: string, id: string, lock = false): Promise<ProcessorRow | undefined> {
    return this.database.queryOne<ProcessorRow>(
      `SELECT ${ROW} FROM payment_processors WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL ${lock ? 'FOR UPDATE' : ''}`,
      [userId, id],
    );
  }

  /** For what no user stands behind: a provider's delivery, the schedule. */
  findById(id: string, lock = false): Promise<ProcessorRow | undefined> {
    return this.database.queryOne<ProcessorRow>(
      `SELECT ${ROW} FROM payment_processors WHERE id = $1 AND deleted_at IS NULL ${lock ? 'FOR UPDATE' : ''}`,
      [id],
    );
  }

  /** The row of this account, a deleted one too; held until the end of the transaction. */
  findSameAccount(
    userId: string,
    account: { provider: ProviderKey; account_id: string; mode: ProcessorMode },
  ): Promise<ProcessorRow | undefined> {
    return this.database.queryOne<ProcessorRow>(
      `SELECT ${ROW} FROM payment_processors
       WHERE user_id = $1 AND provider = $2 AND account_id = $3 AND mode = $4 FOR UPDATE`,
      [userId, account.provider, account.account_id, account.mode],
    );
  }

  view(userId: string, id: string, lock = false): Promise<StoredProcessor | undefined> {
    return this.rows.view(userId, id, lock);
  }

  async insert(id: string, userId: string, processor: { name: string; provider: ProviderKey }): Promise<void> {
    await this.database.execute(
      'INSERT INTO payment_processors (id, user_id, name, provider) VALUES ($1, $2, $3, $4)',
      [id, userId, processor.name, processor.provider],
    );
  }

  /** Changes the given columns and the version. Column names come from code, never from input. */
  async update(userId: string, id: string, columns: Record<string, unknown>): Promise<void> {
    await this.rows.update(userId, id, columns);
    await this.secrets.forget(id);
  }
}

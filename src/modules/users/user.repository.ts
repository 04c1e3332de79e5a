import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { iso } from '../../common/database/sql.js';
import { etagOf } from '../../common/http/etag.js';
import { uuidv7 } from '../../common/ids/ids.js';
import type { JsonObject } from '../../common/json.js';
import type { Account, NewAccount, UserView } from './users.api.js';

const ACCOUNT = `id, email, password_hash, first_name, last_name, coalesce(is_active, false) AS is_active,
  coalesce(is_verified, false) AS is_verified, token_version`;
const VIEW = `id, email, first_name, last_name, coalesce(is_active, false) AS is_active,
  coalesce(is_verified, false) AS is_verified, ${iso('last_login')} AS last_login, ${iso('created_at')} AS created_at,
  ${iso('updated_at')} AS updated_at`;
/** Of what a person can change, not of the row: a login from elsewhere does not make their edit stale. */
const PROFILE_VERSION = 'md5(row(email, first_name, last_name, is_active, is_verified)::text)';
const SETTINGS_VERSION = "md5(coalesce(settings, '{}')::text)";

/** What one may change of a profile; fields left out stay. */
export type ProfileChanges = Partial<Pick<Account, 'email' | 'first_name' | 'last_name' | 'is_verified'>>;

export interface ProfileView {
  user: UserView;
  etag: string;
}

export interface StoredSettings {
  /** As stored: only what the person chose. */
  settings: JsonObject;
  etag: string;
}

/** The users table. */
@Injectable()
export class UserRepository {
  constructor(private readonly database: Database) {}

  byId(userId: string): Promise<Account | undefined> {
    return this.database.queryOne<Account>(`SELECT ${ACCOUNT} FROM users WHERE id = $1`, [userId]);
  }

  byEmail(email: string): Promise<Account | undefined> {
    return this.database.queryOne<Account>(`SELECT ${ACCOUNT} FROM users WHERE email = $1`, [email]);
  }

  /** Undefined when the address is taken. */
  insert(account: NewAccount): Promise<Account | undefined> {
    return this.database.queryOne<Account>(
      `INSERT INTO users (id, email, password_hash, first_name, last_name, last_login, password_changed_at)
       VALUES ($1, $2, $3, $4, $5, now(), now()) ON CONFLICT (email) DO NOTHING RETURNING ${ACCOUNT}`,
      [uuidv7(), account.email, account.password_hash, account.first_name, account.last_name],
    );
  }

  noteLogin(checked: Account, passwordHash: string): Promise<Account | undefined> {
    return this.database.queryOne<Account>(
      `UPDATE users SET last_login = now(), password_hash = $3
       WHERE id = $1 AND password_hash = $2 AND is_active RETURNING ${ACCOUNT}`,
      [checked.id, checked.password_hash, passwordHash],
    );
  }

  async setPassword(userId: string, passwordHash: string): Promise<void> {
    await this.database.execute(
      'UPDATE users SET password_hash = $2, password_changed_at = now(), updated_at = now() WHERE id = $1',
      [userId, passwordHash],
    );
  }

  async raiseTokenVersion(userId: string): Promise<void> {
    await this.database.execute('UPDATE users SET token_version = token_version + 1 WHERE id = $1', [userId]);
  }

  async markVerified(userId: string, email: string): Promise<boolean> {
    const marked = await this.database.execute(
      'UPDATE users SET is_verified = true, updated_at = now() WHERE id = $1 AND email = $2',
      [userId, email],
    );
    return marked === 1;
  }

  /** With `lock`, in a transaction, nobody else changes the row until the end. */
  async profile(userId: string, lock = false): Promise<ProfileView | undefined> {
    const row = await this.database.queryOne<UserView & { version: string }>(
      `SELECT ${VIEW}, ${PROFILE_VERSION} AS version FROM users WHERE id = $1 ${lock ? 'FOR UPDATE' : ''}`,
      [userId],
    );
    return row && profileView(row);
  }

  /** Undefined when another account has the new address. */
  async updateProfile(userId: string, changes: ProfileChanges): Promise<ProfileView | undefined> {
    const names = Object.keys(changes) as (keyof ProfileChanges)[];
    const sets = names.map((name, index) => `${name} = $${index + 2}`);
    const values = names.map((name) => changes[name]);
    const row = await this.database.queryOne<UserView & { version: string }>(
      `UPDATE users SET ${[...sets, 'updated_at = now()'].join(', ')}
       WHERE id = $1 AND NOT EXISTS (SELECT FROM users other WHERE other.email = $${names.length + 2} AND other.id <> $1)
       RETURNING ${VIEW}, ${PROFILE_VERSION} AS version`,
      [userId, ...values, changes.email ?? null],
    );
    return row && profileView(row);
  }

  async settings(userId: string, lock = false): Promise<StoredSettings | undefined> {
    const row = await this.database.queryOne<{ settings: JsonObject; version: string }>(
      `SELECT coalesce(settings, '{}') AS settings, ${SETTINGS_VERSION} AS version FROM users WHERE id = $1
       ${lock ? 'FOR UPDATE' : ''}`,
      [userId],
    );
    return row && { settings: row.settings, etag: etagOf(userId, row.version) };
  }

  async saveSettings(userId: string, settings: JsonObject): Promise<string> {
    const row = await this.database.queryOne<{ version: string }>(
      `UPDATE users SET settings = $2, updated_at = now() WHERE id = $1 RETURNING ${SETTINGS_VERSION} AS version`,
      [userId, JSON.stringify(settings)],
    );
    return etagOf(userId, row?.version ?? '');
  }
}

function profileView({ version, ...user }: UserView & { version: string }): ProfileView {
  return { user, etag: etagOf(user.id, version) };
}

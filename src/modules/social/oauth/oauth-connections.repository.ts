import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { KeyedHash } from '../../../common/security/keyed-hash.js';
import { SecretBox } from '../../../common/security/secret-box.js';
import type { NetworkTokens, SocialPlatform } from '../networks/network.connection.js';
import type { TokenReport } from '../networks/network.records.js';

const TABLE = 'social_oauth_connections';

export const OAUTH_STATUSES = ['started', 'redeeming', 'pending', 'completed', 'denied', 'failed'] as const;
export type OauthStatus = (typeof OAUTH_STATUSES)[number];

export interface OauthConnection {
  id: string;
  user_id: string;
  platform: SocialPlatform;
  status: OauthStatus;
  confirmation_hash: Buffer | null;
  /** Sealed. */
  code_verifier: string | null;
  /** Sealed. */
  access_token: string | null;
  /** Sealed. */
  refresh_token: string | null;
  token_expires_at: Date | null;
  social_account_id: string | null;
  proxy_id: string | null;
  redirect_uri: string;
  redirect_to: string | null;
  found: TokenReport | null;
  error: { code: string; message: string } | null;
  expires_at: Date;
}

export interface NewOauthConnection {
  id: string;
  user_id: string;
  platform: SocialPlatform;
  state: string;
  code_verifier: string;
  social_account_id: string | null;
  proxy_id: string | null;
  redirect_uri: string;
  redirect_to: string | null;
}

/** A state is good for one answer, for so long. */
const STATE_LIFE = '10 minutes';
/** What was found waits so long for a person to pick from it. */
const PENDING_LIFE = '1 hour';
/** So long it can be told why a state is refused. */
const KEPT = '1 day';

/** Consents under way. States and confirmations are kept as keyed hashes, verifiers and tokens sealed. */
@Injectable()
export class OauthConnections {
  constructor(
    private readonly database: Database,
    private readonly hash: KeyedHash,
    private readonly box: SecretBox,
  ) {}

  async insert(connection: NewOauthConnection): Promise<Date> {
    const { id, user_id, platform, state, code_verifier, social_account_id, proxy_id } = connection;
    const sealed = this.box.sealString(code_verifier, { table: TABLE, column: 'code_verifier', row_id: id });
    const row = await this.database.queryOne<{ expires_at: Date }>(
      `INSERT INTO social_oauth_connections
         (id, user_id, platform, state_hash, code_verifier, social_account_id, proxy_id, redirect_uri, redirect_to, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + interval '${STATE_LIFE}') RETURNING expires_at`,
      [
        ...[id, user_id, platform, this.hashOf('state', state), sealed, social_account_id, proxy_id],
        ...[connection.redirect_uri, connection.redirect_to],
      ],
    );
    if (!row) throw new Error('A consent could not be begun');
    return row.expires_at;
  }

  /** Uses the state up, whatever comes of it. Undefined when it is not good (any more): `refusalOf` says why. */
  take(platform: SocialPlatform, state: string): Promise<OauthConnection | undefined> {
    return this.database.queryOne<OauthConnection>(
      `UPDATE social_oauth_connections SET status = 'redeeming'
       WHERE state_hash = $1 AND platform = $2 AND status = 'started' AND expires_at > now() RETURNING *`,
      [this.hashOf('state', state), platform],
    );
  }

  async refusalOf(platform: SocialPlatform, state: string): Promise<string> {
    const known = await this.database.queryOne<{ platform: string; status: OauthStatus }>(
      'SELECT platform, status FROM social_oauth_connections WHERE state_hash = $1',
      [this.hashOf('state', state)],
    );
    if (known?.platform !== platform) return 'is not one that was made here';
    return known.status === 'started' ? 'is too old: it is good for 10 minutes' : 'was used already';
  }

  find(userId: string, id: string, lock = false): Promise<OauthConnection | undefined> {
    return this.database.queryOne<OauthConnection>(
      `SELECT * FROM social_oauth_connections WHERE user_id = $1 AND id = $2 ${lock ? 'FOR UPDATE' : ''}`,
      [userId, id],
    );
  }

  /** It ended: what was secret about it goes. */
  async end(id: string, status: OauthStatus, error: { code: string; message: string } | null = null): Promise<void> {
    await this.database.execute(
      `UPDATE social_oauth_connections SET status = $2, error = $3, code_verifier = NULL, access_token = NULL, refresh_token = NULL
       WHERE id = $1`,
      [id, status, error === null ? null : JSON.stringify(error)],
    );
  }

  /** What the consent brought waits to be picked from, by whoever has the confirmation. */
  async found(
    { id }: OauthConnection,
    report: TokenReport,
    grant: NetworkTokens & { token_expires_at: string | null },
    confirmation: string,
  ): Promise<void> {
    const { access_token: access, refresh_token: refresh } = grant;
    await this.database.execute(
      `UPDATE social_oauth_connections SET status = 'pending', found = $2, access_token = $3, refresh_token = $4,
              token_expires_at = $5, confirmation_hash = $6, code_verifier = NULL, expires_at = now() + interval '${PENDING_LIFE}'
       WHERE id = $1`,
      [
        id,
        JSON.stringify(report),
        this.box.sealString(access, { table: TABLE, column: 'access_token', row_id: id }),
        refresh === null ? null : this.box.sealString(refresh, { table: TABLE, column: 'refresh_token', row_id: id }),
        grant.token_expires_at,
        this.hashOf('confirmation', confirmation),
      ],
    );
  }

  verifierOf({ id, code_verifier: sealed }: OauthConnection): string {
    return this.box.openString(sealed ?? '', { table: TABLE, column: 'code_verifier', row_id: id });
  }

  tokensOf({ id, access_token: access, refresh_token: refresh }: OauthConnection): NetworkTokens {
    return {
      access_token: this.box.openString(access ?? '', { table: TABLE, column: 'access_token', row_id: id }),
      refresh_token:
        refresh === null ? null : this.box.openString(refresh, { table: TABLE, column: 'refresh_token', row_id: id }),
    };
  }

  isConfirmedBy({ confirmation_hash: known }: OauthConnection, confirmation: string): boolean {
    return known?.equals(this.hashOf('confirmation', confirmation)) === true;
  }

  /** What was not picked in time loses its tokens; what nobody asks about any more goes. */
  async purge(): Promise<void> {
    await this.database.execute(
      `UPDATE social_oauth_connections SET access_token = NULL, refresh_token = NULL, code_verifier = NULL
       WHERE expires_at <= now() AND coalesce(access_token, refresh_token, code_verifier) IS NOT NULL`,
    );
    await this.database.execute(`DELETE FROM social_oauth_connections WHERE expires_at < now() - interval '${KEPT}'`);
  }

  private hashOf(what: 'state' | 'confirmation', token: string): Buffer {
    return this.hash.bytes(`social-oauth:${what}`, token);
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { uuidv7 } from '../../common/ids/ids.js';
import { currentContext } from '../../common/logger/request-context.js';
import type { SealedSecret } from '../../common/security/secret-box.js';

/** How long a refresh token is good, and with it the session: each refresh begins it anew. */
const LIFETIME = '30 days';
/** A client that did not hear the answer may ask once more within this time. */
const GRACE = '10 seconds';
const KEEP_ENDED = '30 days';

export type EndReason = 'logout' | 'token_reuse' | 'password_reset' | 'password_changed' | 'ended_by_user';

/** What the guard asks of a session; kept in the cache, so it must survive JSON. */
export interface SessionState {
  user_id: string;
  is_ended: boolean;
}

/** A refresh token with its session, both held until the commit. */
export interface HeldToken {
  id: string;
  session_id: string;
  user_id: string;
  is_ended: boolean;
  is_expired: boolean;
  is_used: boolean;
  in_grace: boolean;
  /** Id of the token it was exchanged for. */
  replaced_by: string | null;
  replay_sealed: SealedSecret | null;
}

/** The tables sessions and refresh_tokens. */
@Injectable()
export class SessionRepository {
  constructor(private readonly database: Database) {}

  async open(userId: string): Promise<string> {
    const id = uuidv7();
    const { ip = null, user_agent = null } = currentContext() ?? {};
    await this.database.execute(
      `INSERT INTO sessions (id, user_id, expires_at, ip, user_agent)
       VALUES ($1, $2, now() + interval '${LIFETIME}', $3, $4)`,
      [id, userId, ip, user_agent],
    );
    return id;
  }

  /** Gives the session a refresh token and lets both live for the whole time from now. */
  async addToken(sessionId: string, tokenHash: Buffer): Promise<string> {
    const id = uuidv7();
    await this.database.execute(
      `WITH prolonged AS (
         UPDATE sessions SET last_used_at = now(), expires_at = now() + interval '${LIFETIME}' WHERE id = $2)
       INSERT INTO refresh_tokens (id, session_id, token_hash, expires_at)
       VALUES ($1, $2, $3, now() + interval '${LIFETIME}')`,
      [id, sessionId, tokenHash],
    );
    return id;
  }

  /** Undefined for an unknown session. */
  state(sessionId: string): Promise<SessionState | undefined> {
    return this.database.queryOne<SessionState>(
      'SELECT user_id, revoked_at IS NOT NULL OR expires_at <= now() AS is_ended FROM sessions WHERE id = $1',
      [sessionId],
    );
  }

  /** Of two who hold the same token the second waits, and then sees what the first did. */
  holdToken(tokenHash: Buffer): Promise<HeldToken | undefined> {
    return this.database.queryOne<HeldToken>(
      `SELECT token.id, token.session_id, session.user_id,
              session.revoked_at IS NOT NULL OR session.expires_at <= now() AS is_ended,
              token.expires_at <= now() AS is_expired, token.used_at IS NOT NULL AS is_used,
              coalesce(token.used_at > clock_timestamp() - interval '${GRACE}', false) AS in_grace,
              token.replaced_by, token.replay_sealed
       FROM refresh_tokens token JOIN sessions session ON session.id = token.session_id
       WHERE token.token_hash = $1 FOR NO KEY UPDATE OF session, token`,
      [tokenHash],
    );
  }

  /** Notes what the token was exchanged for; an older answer of the session is not given again from now on. */
  async markUsed(token: HeldToken, successorId: string, replay: SealedSecret): Promise<void> {
    await this.database.execute(
      `UPDATE refresh_tokens SET replay_sealed = NULL WHERE session_id = $1 AND replay_sealed IS NOT NULL`,
      [token.session_id],
    );
    await this.database.execute(
      'UPDATE refresh_tokens SET used_at = clock_timestamp(), replaced_by = $2, replay_sealed = $3 WHERE id = $1',
      [token.id, successorId, JSON.stringify(replay)],
    );
  }

  /** The session of a refresh token, if it is the user's. */
  async ofToken(userId: string, tokenHash: Buffer): Promise<string | undefined> {
    const row = await this.database.queryOne<{ id: string }>(
      `SELECT session.id FROM refresh_tokens token JOIN sessions session ON session.id = token.session_id
       WHERE token.token_hash = $2 AND session.user_id = $1`,
      [userId, tokenHash],
    );
    return row?.id;
  }

  /** Ends those of the user's sessions that live; gives their ids. */
  async end(userId: string, sessionIds: string[], reason: EndReason): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `UPDATE sessions SET revoked_at = now(), revoke_reason = $3
       WHERE user_id = $1 AND id = ANY($2) AND revoked_at IS NULL AND expires_at > now() RETURNING id`,
      [userId, sessionIds, reason],
    );
    return rows.map((row) => row.id);
  }

  /** Ends all of the user's sessions but one (null: all); gives their ids. */
  async endAll(userId: string, exceptId: string | null, reason: EndReason): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `UPDATE sessions SET revoked_at = now(), revoke_reason = $3
       WHERE user_id = $1 AND id IS DISTINCT FROM $2 AND revoked_at IS NULL RETURNING id`,
      [userId, exceptId, reason],
    );
    return rows.map((row) => row.id);
  }

  /** Removes what can be used no more: sessions long ended, tokens past their time. */
  async purge(): Promise<void> {
    await this.database.execute(
      `DELETE FROM sessions WHERE expires_at < now() - interval '1 day' OR revoked_at < now() - interval '${KEEP_ENDED}'`,
    );
    await this.database.execute("DELETE FROM refresh_tokens WHERE expires_at < now() - interval '1 day'");
    await this.database.execute(
      `UPDATE refresh_tokens SET replay_sealed = NULL
       WHERE replay_sealed IS NOT NULL AND used_at < now() - interval '${GRACE}'`,
    );
  }
}

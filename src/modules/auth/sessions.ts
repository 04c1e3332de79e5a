import { Injectable } from '@nestjs/common';
import { Cache } from '../../common/cache/cache.js';
import { SecretBox, type SecretPlace } from '../../common/security/secret-box.js';
import { AccountsApi, type Account } from '../users/users.api.js';
import { ACCESS_TOKEN_SECONDS, AccessTokens, type AccessClaims } from './access-tokens.js';
import { SecretTokens } from './secret-token.js';
import { SessionRepository, type EndReason, type HeldToken } from './session.repository.js';

const STANDING_SECONDS = 30;
/** A notification carries 8,000 bytes at the most. */
const DROPPED_AT_ONCE = 100;

/** What a client signs its calls with. */
export interface TokenPair {
  access_token: string;
  refresh_token: string;
  token_type: 'Bearer';
  /** Seconds that the access token is good for. */
  expires_in: number;
}

/** Who stands behind a session, or null when it has ended. Kept in the cache. */
interface Standing {
  user_id: string;
  token_version: number;
}

/**
 * Sign-ins: opened, prolonged, ended. Whatever ends one drops its cache key in the same transaction, so that its access
 * tokens are refused in every process as soon as that commits.
 */
@Injectable()
export class Sessions {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly accounts: AccountsApi,
    private readonly cache: Cache,
    private readonly accessTokens: AccessTokens,
    private readonly secrets: SecretTokens,
    private readonly box: SecretBox,
  ) {}

  /** Whether the session that a genuine access token names is still good, and the token not of an older version. */
  async isGood(claims: AccessClaims): Promise<boolean> {
    const id = claims.session_id;
    const standing = await this.cache.getOrLoad(keyOf(id), STANDING_SECONDS, () => this.standing(id));
    return standing?.user_id === claims.user_id && standing.token_version === claims.token_version;
  }

  /** Begins a session. In the transaction that noted the login. */
  async open(account: Account): Promise<TokenPair> {
    const sessionId = await this.sessions.open(account.id);
    const { pair } = await this.nextPair(account, sessionId);
    return pair;
  }

  /** Exchanges a refresh token that is held; the answer is kept, sealed, for a client that asks again at once. */
  async exchange(account: Account, held: HeldToken): Promise<TokenPair> {
    const { pair, tokenId } = await this.nextPair(account, held.session_id);
    await this.sessions.markUsed(held, tokenId, this.box.seal(JSON.stringify(pair), replayPlace(held.id)));
    return pair;
  }

  /** The pair that a used token was exchanged for; undefined when that pair is itself used or its time is over. */
  replay(held: HeldToken): TokenPair | undefined {
    if (!held.in_grace || held.replay_sealed === null) return undefined;
    return JSON.parse(this.box.open(held.replay_sealed, replayPlace(held.id))) as TokenPair;
  }

  /** The session of a refresh token, if it is the user's. */
  ofToken(userId: string, refreshToken: string): Promise<string | undefined> {
    return this.sessions.ofToken(userId, this.secrets.hashOf('refresh', refreshToken));
  }

  /** The token's row, held until the commit; undefined when nobody gave out such a token. */
  holdToken(refreshToken: string): Promise<HeldToken | undefined> {
    return this.sessions.holdToken(this.secrets.hashOf('refresh', refreshToken));
  }

  /** Ends some of the user's sessions; gives the ids of those that lived. In a transaction. */
  async end(userId: string, sessionIds: string[], reason: EndReason): Promise<string[]> {
    return this.forget(await this.sessions.end(userId, sessionIds, reason));
  }

  /** Ends all of the user's sessions but one (null: all); gives the ids of those that lived. In a transaction. */
  async endAll(userId: string, exceptId: string | null, reason: EndReason): Promise<string[]> {
    return this.forget(await this.sessions.endAll(userId, exceptId, reason));
  }

  private async forget(ended: string[]): Promise<string[]> {
    for (let at = 0; at < ended.length; at += DROPPED_AT_ONCE) {
      await this.cache.drop(...ended.slice(at, at + DROPPED_AT_ONCE).map(keyOf));
    }
    return ended;
  }

  private async nextPair(account: Account, sessionId: string): Promise<{ pair: TokenPair; tokenId: string }> {
    const { token, hash } = this.secrets.create('refresh');
    const tokenId = await this.sessions.addToken(sessionId, hash);
    const claims = { user_id: account.id, session_id: sessionId, token_version: account.token_version };
    const pair: TokenPair = {
      access_token: this.accessTokens.issue(claims),
      refresh_token: token,
      token_type: 'Bearer',
      expires_in: ACCESS_TOKEN_SECONDS,
    };
    return { pair, tokenId };
  }

  private async standing(sessionId: string): Promise<Standing | null> {
    const state = await this.sessions.state(sessionId);
    if (!state || state.is_ended) return null;
    const account = await this.accounts.byId(state.user_id);
    return account?.is_active ? { user_id: account.id, token_version: account.token_version } : null;
  }
}

const keyOf = (sessionId: string): string => `session:${sessionId}`;

const replayPlace = (tokenId: string): SecretPlace => ({
  table: 'refresh_tokens',
  column: 'replay_sealed',
  row_id: tokenId,
});

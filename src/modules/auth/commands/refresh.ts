import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { ok, type Reply } from '../../../common/http/reply.js';
import { MailApi } from '../../mail/mail.api.js';
import { AccountsApi } from '../../users/users.api.js';
import { AuthMails } from '../auth.mails.js';
import type { HeldToken } from '../session.repository.js';
import { SecurityLog } from '../security-log.js';
import { Sessions, type TokenPair } from '../sessions.js';

/**
 * Exchanges a refresh token for a new pair. One that was exchanged before is either a client that did not hear the
 * answer (it hears the same again, for ten seconds and until the new pair is used) or a thief: then the session ends,
 * for both of them. https://www.rfc-editor.org/rfc/rfc9700#section-4.14
 */
@Injectable()
export class Refresh {
  constructor(
    private readonly database: Database,
    private readonly sessions: Sessions,
    private readonly accounts: AccountsApi,
    private readonly mails: AuthMails,
    private readonly mail: MailApi,
    private readonly log: SecurityLog,
  ) {}

  /** Throws UNAUTHENTICATED, TOKEN_EXPIRED. */
  async run(refreshToken: string): Promise<Reply<TokenPair>> {
    // What is refused is given back, not thrown: the end of a stolen session must be committed.
    const outcome = await this.database.transaction(() => this.exchange(refreshToken));
    if (outcome instanceof AppError) throw outcome;
    return ok(outcome, 'Tokens refreshed');
  }

  private async exchange(refreshToken: string): Promise<TokenPair | AppError> {
    const held = await this.sessions.holdToken(refreshToken);
    if (!held || held.is_ended) return refused();
    if (held.is_used) return this.sessions.replay(held) ?? (await this.endStolen(held));
    if (held.is_expired) return new AppError('TOKEN_EXPIRED', 'The refresh token has expired: sign in again');
    const account = await this.accounts.byId(held.user_id);
    return account?.is_active ? this.sessions.exchange(account, held) : refused();
  }

  private async endStolen(held: HeldToken): Promise<AppError> {
    const account = await this.accounts.byId(held.user_id);
    await this.sessions.end(held.user_id, [held.session_id], 'token_reuse');
    await this.log.session(held.user_id, held.session_id, 'refresh_reuse');
    if (account) await this.mail.queue(this.mails.sessionStolen(account, held.session_id));
    return refused();
  }
}

function refused(): AppError {
  return new AppError('UNAUTHENTICATED', 'The refresh token is not valid: sign in again');
}

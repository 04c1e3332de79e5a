import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import type { Caller } from '../../../common/http/http.decorators.js';
import { ok, type Reply } from '../../../common/http/reply.js';
import { AccountsApi } from '../../users/users.api.js';
import type { LogoutDto } from '../auth.dto.js';
import { SecurityLog } from '../security-log.js';
import { Sessions } from '../sessions.js';

/** Ends the caller's session, that of the refresh token too if it is another one of theirs, or all of them. */
@Injectable()
export class Logout {
  constructor(
    private readonly database: Database,
    private readonly sessions: Sessions,
    private readonly accounts: AccountsApi,
    private readonly log: SecurityLog,
  ) {}

  async run(caller: Caller, { refresh_token, all = false }: LogoutDto): Promise<Reply<null>> {
    await this.database.transaction(async () => {
      const ended = all ? await this.endAll(caller) : await this.endNamed(caller, refresh_token);
      await this.log.user(caller.user_id, 'logged_out', { sessions: ended.length, all });
    });
    return ok(null, all ? 'Signed out everywhere' : 'Signed out');
  }

  private async endAll({ user_id }: Caller): Promise<string[]> {
    await this.accounts.raiseTokenVersion(user_id);
    return this.sessions.endAll(user_id, null, 'logout');
  }

  private async endNamed({ user_id, session_id }: Caller, refreshToken: string | undefined): Promise<string[]> {
    const other = refreshToken === undefined ? undefined : await this.sessions.ofToken(user_id, refreshToken);
    return this.sessions.end(user_id, other === undefined ? [session_id] : [session_id, other], 'logout');
  }
}

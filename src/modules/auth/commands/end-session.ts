import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { ok, type Reply } from '../../../common/http/reply.js';
import { SecurityLog } from '../security-log.js';
import { Sessions } from '../sessions.js';

/** Signs a device out from another one. */
@Injectable()
export class EndSession {
  constructor(
    private readonly database: Database,
    private readonly sessions: Sessions,
    private readonly log: SecurityLog,
  ) {}

  /** Throws NOT_FOUND for a session that is not the user's or has ended. */
  async run(userId: string, sessionId: string): Promise<Reply<null>> {
    await this.database.transaction(async () => {
      const ended = await this.sessions.end(userId, [sessionId], 'ended_by_user');
      if (ended.length === 0) throw AppError.notFound('Session');
      await this.log.session(userId, sessionId, 'ended');
    });
    return ok(null, 'Session ended');
  }
}

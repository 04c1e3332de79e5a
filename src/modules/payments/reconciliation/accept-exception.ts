import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { ExceptionQueries } from './exceptions.queries.js';

/** A person has looked at an exception and lets it stand: it leaves the list until its facts are others. */
@Injectable()
export class AcceptException {
  constructor(
    private readonly database: Database,
    private readonly exceptions: ExceptionQueries,
    private readonly audit: AuditLog,
  ) {}

  /** Throws NOT_FOUND for what is no exception. */
  async run(userId: string, id: string, note: string): Promise<void> {
    await this.database.transaction(async () => {
      const found = await this.exceptions.factsOf(userId, id);
      if (!found) throw AppError.notFound('Exception');
      await this.database.execute(
        `INSERT INTO accepted_exceptions (user_id, subject_id, facts, note, accepted_by) VALUES ($1, $2, $3, $4, $1)
         ON CONFLICT (user_id, subject_id) DO UPDATE
           SET facts = excluded.facts, note = excluded.note, accepted_by = excluded.accepted_by, accepted_at = now()`,
        [userId, id, found.facts, note],
      );
      await this.audit.record({
        user_id: userId,
        action: 'reconciliation.exception_accepted',
        subject_type: found.subject_type,
        subject_id: id,
        details: { state: found.state, note },
      });
    });
  }
}

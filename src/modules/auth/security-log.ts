import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../common/audit/audit-log.js';
import type { JsonObject } from '../../common/json.js';

/** Security events of accounts and sessions, in the audit log. */
@Injectable()
export class SecurityLog {
  constructor(private readonly audit: AuditLog) {}

  /** What somebody signed in did with their own account. */
  user(userId: string, event: string, details: JsonObject = {}): Promise<void> {
    const subject = { subject_type: 'user', subject_id: userId };
    return this.audit.record({ user_id: userId, action: `user.${event}`, ...subject, details });
  }

  /**
   * What nobody signed in did to an account, or (null) to one that is not there. Both take the same time: the id is
   * kept as text, which no foreign key looks up.
   */
  nobody(userId: string | null, event: string, details: JsonObject = {}): Promise<void> {
    const subject = { subject_type: 'user', subject_id: userId };
    return this.audit.record({ user_id: null, action: `user.${event}`, ...subject, details });
  }

  session(userId: string, sessionId: string, event: string, details: JsonObject = {}): Promise<void> {
    const subject = { subject_type: 'session', subject_id: sessionId };
    return this.audit.record({ user_id: userId, action: `session.${event}`, ...subject, details });
  }
}

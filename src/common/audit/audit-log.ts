import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { JsonObject } from '../json.js';
import { currentContext } from '../logger/request-context.js';

export interface AuditEntry {
  /** Who; null for what nobody signed in did (a failed login). */
  user_id: string | null;
  /** `<subject>.<what happened>`: `store.connected`, `user.login_failed`. */
  action: string;
  subject_type: string;
  subject_id: string | null;
  /** What a person needs to understand it; never a secret. */
  details?: JsonObject;
}

/** Every state-changing action and every security event, with who, from where and under which request. */
@Injectable()
export class AuditLog {
  constructor(private readonly database: Database) {}

  /** Writes in the open transaction, so that the entry stands exactly when the action does. */
  async record(entry: AuditEntry): Promise<void> {
    const context = currentContext();
    await this.database.execute(
      `INSERT INTO audit_log (user_id, action, subject_type, subject_id, ip, user_agent, request_id, details)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        entry.user_id,
        entry.action,
        entry.subject_type,
        entry.subject_id,
        context?.ip ?? null,
        context?.user_agent ?? null,
        context?.request_id ?? null,
        JSON.stringify(entry.details ?? {}),
      ],
    );
  }
}

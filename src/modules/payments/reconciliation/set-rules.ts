import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import type { JsonObject } from '../../../common/json.js';
import { ReconciliationMarks } from './reconciliation-marks.js';
import { type ReconciliationRules, ReconciliationRulesRepository } from './reconciliation-rules.js';
import type { UpdateRulesDto } from './reconciliation.dto.js';

/** Changes a person's rules; everything is looked at anew by them. */
@Injectable()
export class SetRules {
  constructor(
    private readonly database: Database,
    private readonly rules: ReconciliationRulesRepository,
    private readonly marks: ReconciliationMarks,
    private readonly audit: AuditLog,
  ) {}

  async run(userId: string, changes: UpdateRulesDto): Promise<ReconciliationRules> {
    return this.database.transaction(async () => {
      const before = await this.rules.of(userId);
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      await this.rules.save(userId, { ...before, ...given });
      await this.marks.markAll(userId);
      await this.audit.record({
        user_id: userId,
        action: 'reconciliation.rules_changed',
        subject_type: 'user',
        subject_id: userId,
        details: { from: { ...before } as JsonObject, changes: given },
      });
      return this.rules.of(userId);
    });
  }
}

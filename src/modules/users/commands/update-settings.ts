import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { requireMatch } from '../../../common/http/etag.js';
import { ok, type Reply } from '../../../common/http/reply.js';
import {
  changedSettings,
  effectiveSettings,
  MAX_SETTINGS_BYTES,
  settingsSize,
  type Settings,
  type SettingsChanges,
} from '../user-settings.js';
import { UserRepository } from '../user.repository.js';

/** Changes one's own settings, key by key, so that two clients do not undo each other's. */
@Injectable()
export class UpdateSettings {
  constructor(
    private readonly database: Database,
    private readonly users: UserRepository,
    private readonly audit: AuditLog,
  ) {}

  /** Throws PRECONDITION_FAILED, and VALIDATION_ERROR when they would be too large. */
  async run(userId: string, changes: SettingsChanges, ifMatch: string | undefined): Promise<Reply<Settings>> {
    return this.database.transaction(async () => {
      const before = await this.users.settings(userId, true);
      if (!before) throw AppError.notFound('User');
      requireMatch(ifMatch, before.etag);
      const after = changedSettings(before.settings, changes);
      if (settingsSize(after) > MAX_SETTINGS_BYTES) {
        throw AppError.validation([{ field: 'custom', reason: 'settings must not be larger than 64 KiB in all' }]);
      }
      const etag = await this.users.saveSettings(userId, after);
      await this.audit.record({
        user_id: userId,
        action: 'user.settings_updated',
        subject_type: 'user',
        subject_id: userId,
        details: { fields: Object.keys(changes) },
      });
      return ok(effectiveSettings(after), 'Settings updated', { ETag: etag });
    });
  }
}

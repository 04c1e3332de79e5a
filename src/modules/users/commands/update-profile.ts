import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { Outbox } from '../../../common/events/outbox.js';
import { requireMatch } from '../../../common/http/etag.js';
import { ok, type Reply } from '../../../common/http/reply.js';
import { MailApi } from '../../mail/mail.api.js';
import { AccountsService } from '../accounts.service.js';
import { UserRepository, type ProfileChanges, type ProfileView } from '../user.repository.js';
import type { UserView } from '../users.api.js';
import type { UpdateProfileDto } from '../users.dto.js';
import { emailChanged } from '../users.events.js';
import { emailChangedMail } from '../users.mails.js';

/** Changes one's own profile. Another e-mail address wants the password, is unconfirmed, and the old one is told. */
@Injectable()
export class UpdateProfile {
  constructor(
    private readonly database: Database,
    private readonly users: UserRepository,
    private readonly accounts: AccountsService,
    private readonly outbox: Outbox,
    private readonly mail: MailApi,
    private readonly audit: AuditLog,
  ) {}

  /** Throws PRECONDITION_FAILED, INVALID_CREDENTIALS, CONFLICT when another account has the address. */
  async run(userId: string, wish: UpdateProfileDto, ifMatch: string | undefined): Promise<Reply<UserView>> {
    const before = await this.users.byId(userId);
    if (!before) throw AppError.notFound('User');
    if (wish.email !== undefined && wish.email !== before.email) await this.confirm(userId, wish.current_password);
    const profile = await this.database.transaction(() => this.change(userId, wish, ifMatch));
    return ok(profile.user, 'Profile updated', { ETag: profile.etag });
  }

  private async confirm(userId: string, password: string | undefined): Promise<void> {
    if (password === undefined) {
      const reason = 'is needed to change the email address';
      throw AppError.validation([{ field: 'current_password', reason }]);
    }
    await this.accounts.confirmPassword(userId, password);
  }

  private async change(userId: string, wish: UpdateProfileDto, ifMatch: string | undefined): Promise<ProfileView> {
    const before = await this.users.profile(userId, true);
    if (!before) throw AppError.notFound('User');
    requireMatch(ifMatch, before.etag);
    const changes = changesOf(before.user, wish);
    if (Object.keys(changes).length === 0) return before;
    const after = await this.users.updateProfile(userId, changes);
    if (!after)
      throw AppError.conflict('Another account has this email address', { field: 'email', reason: 'is taken' });
    await this.record(userId, 'user.profile_updated', { fields: Object.keys(changes) });
    if (changes.email !== undefined) {
      await this.record(userId, 'user.email_changed', {});
      await this.mail.queue(emailChangedMail(before.user, changes.email));
      await this.outbox.add(emailChanged(userId));
    }
    return after;
  }

  private record(userId: string, action: string, details: { fields?: string[] }): Promise<void> {
    return this.audit.record({ user_id: userId, action, subject_type: 'user', subject_id: userId, details });
  }
}

/** What really changes. */
function changesOf(before: UserView, wish: UpdateProfileDto): ProfileChanges {
  const changes: ProfileChanges = {};
  for (const name of ['first_name', 'last_name'] as const) {
    if (wish[name] !== undefined && wish[name] !== before[name]) changes[name] = wish[name];
  }
  if (wish.email !== undefined && wish.email !== before.email) {
    changes.email = wish.email;
    changes.is_verified = false;
  }
  return changes;
}

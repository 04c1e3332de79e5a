import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { ok, type Reply } from '../../common/http/reply.js';
import { effectiveSettings, wantsMail, type Settings } from './user-settings.js';
import { UserRepository } from './user.repository.js';
import { UsersApi, type UserContact, type UserView } from './users.api.js';

/** Reads of users. */
@Injectable()
export class UsersService extends UsersApi {
  constructor(private readonly users: UserRepository) {
    super();
  }

  override async contact(userId: string): Promise<UserContact | undefined> {
    const [account, stored] = await Promise.all([this.users.byId(userId), this.users.settings(userId)]);
    if (!account?.is_active) return undefined;
    const { timezone } = effectiveSettings(stored?.settings ?? {});
    return { id: account.id, email: account.email, first_name: account.first_name, timezone };
  }

  override async wantsMail(userId: string, topic: string): Promise<boolean> {
    const stored = await this.users.settings(userId);
    return stored !== undefined && wantsMail(effectiveSettings(stored.settings), topic);
  }

  /** With its ETag. Throws NOT_FOUND. */
  async profile(userId: string): Promise<Reply<UserView>> {
    const profile = await this.users.profile(userId);
    if (!profile) throw AppError.notFound('User');
    return ok(profile.user, 'Your profile', { ETag: profile.etag });
  }

  /** With their ETag; what the person has not chosen shows its default. Throws NOT_FOUND. */
  async settings(userId: string): Promise<Reply<Settings>> {
    const stored = await this.users.settings(userId);
    if (!stored) throw AppError.notFound('User');
    return ok(effectiveSettings(stored.settings), 'Your settings', { ETag: stored.etag });
  }
}

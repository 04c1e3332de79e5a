import { Injectable } from '@nestjs/common';
import { AppError } from '../../../common/errors/app-error.js';
import type { Json } from '../../../common/json.js';
import { OauthConnections } from './oauth-connections.repository.js';

/** Consents as their owners see them. */
@Injectable()
export class OauthQueries {
  constructor(private readonly consents: OauthConnections) {}

  /** Throws NOT_FOUND. */
  async get(userId: string, id: string): Promise<Json> {
    const consent = await this.consents.find(userId, id);
    if (!consent) throw AppError.notFound('Connection');
    const { platform, status, social_account_id, proxy_id, found, error, expires_at } = consent;
    const accounts = status === 'pending' ? (found?.ad_accounts ?? []) : [];
    const pages = status === 'pending' ? (found?.pages ?? []) : [];
    return {
      id,
      platform,
      status,
      account_id: social_account_id,
      proxy_id,
      ad_accounts: accounts.map(({ id: account_id, name, currency, timezone, status: standing, status_reason }) => ({
        ...{ account_id, name, currency, timezone, status: standing, status_reason },
      })),
      pages: pages.map(({ id: page_id, name, profile_id, profile_name }) => ({
        page_id,
        name,
        profile_id,
        profile_name,
      })),
      error: error && { ...error },
      expires_at: expires_at.toISOString(),
    };
  }
}

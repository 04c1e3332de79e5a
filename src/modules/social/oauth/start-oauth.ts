import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Config } from '../../../common/config/config.js';
import { AppError } from '../../../common/errors/app-error.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import { AccountRepository } from '../accounts/account.repository.js';
import { OwnProxies } from '../accounts/own-proxies.js';
import type { SocialPlatform } from '../networks/network.connection.js';
import { SocialNetworks } from '../networks/networks.js';
import { OauthConnections } from './oauth-connections.repository.js';
import type { StartOauthDto } from './oauth.dto.js';
import { challengeOf, randomToken } from './pkce.js';
import { RedirectTargets } from './redirect-targets.js';

export interface StartedOauth {
  connection_id: string;
  authorization_url: string;
  expires_at: string;
}

/** Begins a consent: a state of one use, tied to the person, and a PKCE verifier, both secret until they come back. */
@Injectable()
export class StartOauth {
  constructor(
    private readonly networks: SocialNetworks,
    private readonly connections: OauthConnections,
    private readonly accounts: AccountRepository,
    private readonly proxies: OwnProxies,
    private readonly targets: RedirectTargets,
    private readonly audit: AuditLog,
    private readonly config: Config,
  ) {}

  /**
   * `origin`: how the caller reached us, for where no public address is configured. Throws PROVIDER_NOT_CONFIGURED without the
   * network's app, NOT_FOUND for an account that is not theirs, VALIDATION_ERROR.
   */
  async run(userId: string, platform: SocialPlatform, input: StartOauthDto, origin: string): Promise<StartedOauth> {
    const { account_id: accountId = null, proxy_id = null, redirect_to = null } = input;
    const target = this.targets.want(redirect_to);
    const account = accountId === null ? null : await this.accounts.find(userId, accountId);
    if (account === undefined) throw AppError.notFound('Social account');
    if (account !== null && account.platform !== platform) {
      throw AppError.validation([{ field: 'account_id', reason: `is not an account of ${platform}` }]);
    }
    const proxyId = proxy_id ?? account?.proxy_id ?? null;
    await this.proxies.want(userId, proxyId);
    const id = uuidv7();
    const state = randomToken();
    const verifier = randomToken();
    const redirectUri = `${this.config.public_url ?? origin}/api/v1/social/oauth/${platform}/callback`;
    const authorizationUrl = this.networks
      .of(platform)
      .authorizationUrl({ platform, redirect_uri: redirectUri, state, code_challenge: challengeOf(verifier) });
    const ends = await this.connections.insert({
      ...{ id, user_id: userId, platform, state, code_verifier: verifier, redirect_uri: redirectUri },
      ...{ redirect_to: target, social_account_id: accountId, proxy_id: proxyId },
    });
    await this.audit.record({
      user_id: userId,
      action: 'social_oauth.started',
      subject_type: 'social_oauth_connection',
      subject_id: id,
      details: { platform, ...(accountId !== null && { account_id: accountId }) },
    });
    return { connection_id: id, authorization_url: authorizationUrl, expires_at: ends.toISOString() };
  }
}

import { Injectable } from '@nestjs/common';
import { AppError } from '../../../common/errors/app-error.js';
import type { NetworkConnection, NetworkTokens, SocialPlatform } from '../networks/network.connection.js';
import { NetworkError } from '../networks/network.error.js';
import type { AccountKind, SocialNetwork } from '../networks/network.port.js';
import type { TokenGrant, TokenReport } from '../networks/network.records.js';
import { type AccountFacts, type AccountWish, chooseAccount } from './account-choice.js';
import { AccountConnections, type Caller } from './account-connections.js';
import type { AccountRow } from './account.repository.js';

/** An account and a token that the network has just vouched for. */
export interface VerifiedAccount {
  facts: AccountFacts;
  report: TokenReport;
  /** The tokens to keep from now on; null: those that are kept already. */
  grant: TokenGrant | null;
}

/** Asks the network about a token and the account that is meant. Stores nothing. */
@Injectable()
export class AccountProbe {
  constructor(private readonly connections: AccountConnections) {}

  /** A token as a person gives it: exchanged for the one to keep, then verified. Throws as `verify`. */
  async take(
    caller: Caller,
    tokens: { access_token: string; refresh_token: string | null; token_expires_at?: string | null },
    wish: AccountWish,
    signal: AbortSignal,
  ): Promise<VerifiedAccount> {
    const { grant, report } = await this.survey(caller, tokens, wish.ad_account_id ?? wish.account_id ?? null, signal);
    const network = this.connections.networkOf(caller);
    return { grant, report, facts: chooseAccount(network.kindOf(caller.platform), report, wish) };
  }

  /** Another token for an account. Throws as `take`, and CONFLICT for one that does not reach it. */
  async replace(
    account: AccountRow,
    tokens: NetworkTokens,
    wish: AccountWish,
    signal: AbortSignal,
  ): Promise<VerifiedAccount> {
    const { grant, report } = await this.survey(account, tokens, account.ad_account_id, signal);
    return { grant, report, facts: this.factsOf(account, report, wish) };
  }

  /** The account's own token once more, for another choice of what it reaches. Throws as `take`. */
  async again(account: AccountRow, wish: AccountWish, signal: AbortSignal): Promise<VerifiedAccount> {
    const network = this.connections.networkOf(account);
    const connection = await this.connections.open(account, signal);
    const report = await this.ask(network, connection, account.platform, account.ad_account_id);
    return { grant: null, report, facts: this.factsOf(account, report, wish) };
  }

  /** Tokens that a consent brought, for an account that is there. Throws as `replace`. */
  factsOf(account: AccountRow, report: TokenReport, wish: AccountWish): AccountFacts {
    const kind = this.connections.networkOf(account).kindOf(account.platform);
    const { account_id, ad_account_id } = account;
    const isReached = reaches(kind, report, account);
    if (!isReached) {
      throw AppError.conflict('This token does not reach the account: connect it as an account of its own', {
        account_id,
        ad_account_id,
      });
    }
    return chooseAccount(kind, report, wish);
  }

  /** The same for whatever the token reaches: nothing is chosen yet. */
  async survey(
    caller: Caller,
    tokens: { access_token: string; refresh_token: string | null; token_expires_at?: string | null },
    adAccountId: string | null,
    signal: AbortSignal,
  ): Promise<{ grant: TokenGrant; report: TokenReport }> {
    const network = this.connections.networkOf(caller);
    if (tokens.refresh_token !== null && !network.has_refresh_tokens) {
      throw AppError.validation([{ field: 'refresh_token', reason: `is nothing that ${network.label} has` }]);
    }
    const given = await this.connections.with(caller, tokens, signal);
    const exchanged = await network.exchange(given);
    const grant = { ...exchanged, token_expires_at: exchanged.token_expires_at ?? tokens.token_expires_at ?? null };
    const report = await this.ask(network, { ...given, tokens: grant }, caller.platform, adAccountId);
    return { grant, report };
  }

  /**
   * What the token is and reaches. Throws NetworkError `token` for a bad one, and `permission` naming every permission that
   * lacks; ProviderError when the network does not answer.
   */
  async ask(
    network: SocialNetwork,
    connection: NetworkConnection,
    platform: SocialPlatform,
    adAccountId: string | null,
  ): Promise<TokenReport> {
    const report = await network.verify(connection, { platform, ad_account_id: adAccountId });
    if (report.missing_scopes.length === 0) return report;
    const missing = report.missing_scopes.join(', ');
    throw new NetworkError('permission', {
      provider: network.key,
      provider_code: 'missing_scopes',
      provider_message: missing,
      message: `The token lacks the permission${report.missing_scopes.length > 1 ? 's' : ''} ${missing}: grant it and give a new token`,
    });
  }
}

function reaches(kind: AccountKind, { ad_accounts, pages }: TokenReport, account: AccountRow): boolean {
  const { account_id: id, ad_account_id: adId } = account;
  const hasProfile = kind === 'ad_account' || pages.some(({ profile_id }) => profile_id === id);
  return hasProfile && ad_accounts.some((each) => each.id === adId);
}

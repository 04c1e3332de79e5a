import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/clock.js';
import { AppError } from '../../../common/errors/app-error.js';
import type { NetworkConnection } from '../networks/network.connection.js';
import { NetworkError } from '../networks/network.error.js';
import type { SocialNetwork } from '../networks/network.port.js';
import type { TokenGrant, TokenReport } from '../networks/network.records.js';
import { type AccountFacts, chooseAccount } from './account-choice.js';
import { AccountConnections } from './account-connections.js';
import { AccountProbe, type VerifiedAccount } from './account-probe.js';
import type { AccountRow } from './account.repository.js';
import { REFRESH_BEFORE_MS } from './token-life.js';

/** Asks the network about an account that is connected, its token refreshed first where that is due. Stores nothing but that. */
@Injectable()
export class AccountCheck {
  constructor(
    private readonly connections: AccountConnections,
    private readonly probe: AccountProbe,
    private readonly clock: Clock,
  ) {}

  /**
   * `keep` stores a fresh token before anything else is done with it: the old one may be dead by then. Throws what the network
   * refused with, ProxyUnavailable and ProxyFault when the account's proxy carries nothing.
   */
  async run(
    account: AccountRow,
    signal: AbortSignal,
    keep: (grant: TokenGrant) => Promise<void>,
  ): Promise<VerifiedAccount> {
    const network = this.connections.networkOf(account);
    let connection = await this.connections.open(account, signal);
    const fresh = await this.refreshed(account, network, connection);
    if (fresh) {
      await keep(fresh);
      connection = { ...connection, tokens: fresh };
    }
    const report = await this.probe.ask(network, connection, account.platform, account.ad_account_id);
    return { report: fresh ? withEnd(report, fresh) : report, facts: this.own(account, network, report), grant: null };
  }

  private async refreshed(
    account: AccountRow,
    network: SocialNetwork,
    connection: NetworkConnection,
  ): Promise<TokenGrant | null> {
    const { token_expires_at: end } = account;
    if (end === null || end.getTime() - this.clock.ms() > REFRESH_BEFORE_MS) return null;
    return network.refresh(connection);
  }

  /** The account among what its token reaches; a page that is gone is no reason to lose the account. */
  private own(account: AccountRow, network: SocialNetwork, report: TokenReport): AccountFacts {
    const { account_id, ad_account_id, page_id } = account;
    const isThere = report.pages.some(({ id }) => id === page_id);
    try {
      return chooseAccount(network.kindOf(account.platform), report, {
        account_id,
        ad_account_id,
        page_id: isThere ? page_id : null,
      });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      throw new NetworkError('permission', {
        provider: network.key,
        provider_code: 'account_not_reached',
        message: 'The token no longer reaches this account: its owner took the permission away, or the account is gone',
      });
    }
  }
}

function withEnd(report: TokenReport, { token_expires_at: end }: TokenGrant): TokenReport {
  return { ...report, token_expires_at: report.token_expires_at ?? end };
}

import { Injectable } from '@nestjs/common';
import { AppError } from '../../../common/errors/app-error.js';
import { AccountConnections } from '../accounts/account-connections.js';
import { AccountRepository } from '../accounts/account.repository.js';
import { whileWaiting } from '../accounts/while-waiting.js';
import type { Choice, ChoiceKind } from '../networks/campaign.records.js';

const ASK_TIMEOUT_MS = 20_000;

/** What the network has that can be named in a campaign. */
@Injectable()
export class CampaignChoices {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly connections: AccountConnections,
  ) {}

  /** Throws NOT_FOUND, INVALID_STATE when the account is not connected, ProviderError when the network does not answer. */
  async find(userId: string, accountId: string, kind: ChoiceKind, text: string): Promise<Choice[]> {
    const account = await this.accounts.find(userId, accountId);
    if (!account) throw AppError.notFound('Social account');
    const { ad_account_id: adAccountId } = account;
    if (adAccountId === null) {
      throw new AppError('INVALID_STATE', 'The account is not verified yet: verify it first', {
        from: account.connection_state,
        to: 'connected',
        allowed: [],
      });
    }
    return whileWaiting(async () => {
      const connection = await this.connections.open(account, AbortSignal.timeout(ASK_TIMEOUT_MS));
      return this.connections.networkOf(account).campaigns.choices(connection, adAccountId, kind, text);
    });
  }
}

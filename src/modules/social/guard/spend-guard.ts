import { Injectable } from '@nestjs/common';
import type { AccountRow } from '../accounts/account.repository.js';
import type { CampaignRow } from '../campaigns/campaign.repository.js';

/** Whether a campaign may spend. */
@Injectable()
export class SpendGuard {
  /** Why it must not be switched on, in words for its owner; empty: it may. */
  refusals(campaign: CampaignRow, account: AccountRow): Promise<string[]> {
    const isKnown = campaign.currency === account.currency;
    return Promise.resolve(isKnown ? [] : ['The account’s currency is another one than the campaign’s']);
  }
}

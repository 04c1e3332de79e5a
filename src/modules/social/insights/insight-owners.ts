import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AccountConnections } from '../accounts/account-connections.js';
import type { AccountRow } from '../accounts/account.repository.js';
import type { InsightRow } from '../networks/campaign.records.js';

/** Whose a row is, where several accounts of one owner advertise through the same ad account. */
export interface Ownership {
  /** All of the owner's accounts at the ad account, this one and deleted ones included. */
  siblings: string[];
  isOwn: (row: Pick<InsightRow, 'platform_campaign_id'>) => boolean;
}

/**
 * A page's profile and the page itself may advertise through one ad account, which tells each of them of all: every row is counted
 * once. A campaign that was made here is its own account's; what was made elsewhere is the ad account's own, else the oldest's.
 */
@Injectable()
export class InsightOwners {
  constructor(
    private readonly database: Database,
    private readonly connections: AccountConnections,
  ) {}

  async of(account: AccountRow): Promise<Ownership> {
    const accounts = await this.database.query<{ id: string; is_connected: boolean }>(
      `SELECT id, access_token IS NOT NULL AND deleted_at IS NULL AS is_connected FROM social_media_accounts
       WHERE user_id = $1 AND ad_account_id = $2 AND platform = ANY($3)
       ORDER BY is_connected DESC, account_id = ad_account_id DESC, created_at, id`,
      [account.user_id, account.ad_account_id, this.connections.networkOf(account).platforms],
    );
    const siblings = accounts.map(({ id }) => id);
    const campaigns = await this.database.query<{ platform_campaign_id: string; social_account_id: string }>(
      `SELECT platform_campaign_id, social_account_id FROM ad_campaigns
       WHERE social_account_id = ANY($1) AND platform_campaign_id IS NOT NULL`,
      [siblings],
    );
    const connected = new Set(accounts.filter((one) => one.is_connected).map(({ id }) => id));
    const ownerOf = new Map(campaigns.map((one) => [one.platform_campaign_id, one.social_account_id]));
    const main = siblings[0];
    return {
      siblings,
      isOwn: ({ platform_campaign_id: campaign }) => {
        const owner = ownerOf.get(campaign);
        return (owner !== undefined && connected.has(owner) ? owner : main) === account.id;
      },
    };
  }
}

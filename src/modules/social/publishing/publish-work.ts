import type { AccountRow } from '../accounts/account.repository.js';
import type { CampaignRow } from '../campaigns/campaign.repository.js';
import type { CampaignNetwork } from '../networks/campaign.port.js';
import type { CampaignPlan } from '../networks/campaign.records.js';
import type { NetworkConnection } from '../networks/network.connection.js';
import type { CampaignObjects } from './campaign-objects.js';

/** A campaign that a job has in its hands, and its network. */
export interface CampaignWork {
  campaign: CampaignRow;
  account: AccountRow;
  network: CampaignNetwork;
  connection: NetworkConnection;
  /** As it is written down; kept up to date by whoever writes. */
  objects: CampaignObjects;
  /** Of the job. */
  fence(): Promise<void>;
}

export interface PublishWork extends CampaignWork {
  plan: CampaignPlan;
  /** How many of the things to be done are. */
  progress(done: number, total: number): Promise<void>;
}

/** Where at the network an account's campaigns are; without its id no call would reach one. */
export function adAccountOf({ ad_account_id }: AccountRow): { ad_account_id: string } {
  return { ad_account_id: ad_account_id ?? '' };
}

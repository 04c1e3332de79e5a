import { Injectable } from '@nestjs/common';
import type { JobRun } from '../../jobs/jobs.api.js';
import { AccountConnections } from '../accounts/account-connections.js';
import type { AccountRow } from '../accounts/account.repository.js';
import type { CampaignRow } from '../campaigns/campaign.repository.js';
import type { CampaignWork } from './publish-work.js';
import { PublishObjects } from './published-objects.js';

/** Puts a campaign into a job's hands. */
@Injectable()
export class CampaignOpener {
  constructor(
    private readonly connections: AccountConnections,
    private readonly objects: PublishObjects,
  ) {}

  /** Throws as AccountConnections.open. */
  async open(campaign: CampaignRow, account: AccountRow, job: JobRun): Promise<CampaignWork> {
    const network = this.connections.networkOf(account).campaigns;
    const connection = await this.connections.open(account, job.signal);
    const objects = await this.objects.of(campaign.id);
    return { campaign, account, network, connection, objects, fence: () => job.fence() };
  }
}

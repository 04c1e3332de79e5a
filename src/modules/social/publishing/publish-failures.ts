import { Injectable } from '@nestjs/common';
import { AccountNotices } from '../accounts/account-notices.js';
import { CampaignMoves } from '../campaigns/campaign-moves.js';
import { CampaignRepository } from '../campaigns/campaign.repository.js';
import { publishFailedMail } from './publishing.mails.js';

/** A publishing that was given up: loud, once. */
@Injectable()
export class PublishFailures {
  constructor(
    private readonly campaigns: CampaignRepository,
    private readonly moves: CampaignMoves,
    private readonly notices: AccountNotices,
  ) {}

  /** In the open transaction. Of a campaign that is being published; of others nothing is said. */
  async tell(userId: string, id: string, reason: string): Promise<void> {
    const campaign = await this.campaigns.find(userId, id, true);
    if (campaign?.status !== 'publishing') return;
    await this.moves.make(campaign, 'fail', { by: 'system', reason });
    await this.notices.tell(userId, publishFailedMail(campaign, reason));
  }
}

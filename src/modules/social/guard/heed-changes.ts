import { Injectable } from '@nestjs/common';
import { type DeliveredEvent, ListensTo } from '../../../common/events/domain-event.js';
import { SOCIAL_CAMPAIGN_CHANGED, type SocialCampaignChanged } from '../social.events.js';
import { GuardActions } from './guard-actions.js';

/** What becomes of a pause that the spend guard wanted: it stands, or the campaign runs again. */
@Injectable()
export class HeedCampaignChanges {
  constructor(private readonly actions: GuardActions) {}

  @ListensTo(SOCIAL_CAMPAIGN_CHANGED)
  async campaignChanged({ payload }: DeliveredEvent<SocialCampaignChanged['payload']>): Promise<void> {
    const { campaign_id: id, from, to } = payload;
    if (to === 'active') await this.actions.undone(id);
    else if (from === 'active') await this.actions.stopped(id);
  }
}

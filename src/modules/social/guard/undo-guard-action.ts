import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import type { Json } from '../../../common/json.js';
import type { JobView } from '../../jobs/jobs.api.js';
import { CampaignRepository } from '../campaigns/campaign.repository.js';
import { PublishCampaign } from '../publishing/commands/publish-campaign.js';
import { SwitchCampaign } from '../publishing/commands/switch-campaign.js';
import { GuardActionQueries } from './guard-action.queries.js';
import { GuardActions } from './guard-actions.js';

/** Takes back what the spend guard has done: the campaign runs again, by the same checks as every other time. */
@Injectable()
export class UndoGuardAction {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignRepository,
    private readonly queries: GuardActionQueries,
    private readonly actions: GuardActions,
    private readonly switches: SwitchCampaign,
    private readonly publish: PublishCampaign,
  ) {}

  /**
   * Resumes it; one that was changed and approved since is published anew. Throws NOT_FOUND, and INVALID_STATE with what speaks
   * against it: a cap that is still passed among others.
   */
  async start(userId: string, campaignId: string, id: string): Promise<JobView> {
    const { state } = await this.queries.one(userId, campaignId, id);
    if (state !== 'paused') {
      const words = state === 'undone' ? 'It was undone already' : 'The campaign is not paused yet';
      throw new AppError('INVALID_STATE', words, { from: state, to: 'undone', allowed: ['paused'] });
    }
    const campaign = await this.campaigns.find(userId, campaignId);
    if (!campaign) throw AppError.notFound('Campaign');
    if (campaign.status === 'approved') return this.publish.start(userId, campaignId);
    return this.switches.start(userId, campaignId, 'active', { by: 'user', reason: null });
  }

  /** The action, once the campaign runs again within the time that a request may wait; undefined: it does not yet. */
  async outcomeOf(userId: string, campaignId: string, id: string, job: JobView): Promise<Json | undefined> {
    const hasEnded =
      (await this.switches.hasEnded(campaignId, 'active', job.id)) && (await this.publish.hasEnded(campaignId, job.id));
    const campaign = hasEnded ? await this.campaigns.find(userId, campaignId) : undefined;
    if (campaign?.status !== 'active') return undefined;
    await this.database.transaction(() => this.actions.undone(campaignId));
    return (await this.queries.one(userId, campaignId, id)).view;
  }
}

import { Injectable } from '@nestjs/common';
import { Clock } from '../../../../common/clock/clock.js';
import { Database } from '../../../../common/database/database.js';
import { AppError } from '../../../../common/errors/app-error.js';
import { requireMatch } from '../../../../common/http/etag.js';
import { RemoveCampaign } from '../../publishing/commands/remove-campaign.js';
import { CampaignMoves } from '../campaign-moves.js';
import { CampaignRepository } from '../campaign.repository.js';

/** Deletes a campaign: hidden at once; what it spent stays. */
@Injectable()
export class DeleteCampaign {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignRepository,
    private readonly moves: CampaignMoves,
    private readonly removeCampaign: RemoveCampaign,
    private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND, PRECONDITION_FAILED when `ifMatch` names another version, INVALID_STATE while it runs. */
  async run(userId: string, id: string, ifMatch: string | undefined): Promise<void> {
    await this.database.transaction(async () => {
      const before = await this.campaigns.view(userId, id, true);
      const campaign = await this.campaigns.find(userId, id);
      if (!before || !campaign) throw AppError.notFound('Campaign');
      requireMatch(ifMatch, before.etag);
      await this.moves.make(campaign, 'delete', {
        reason: campaign.status_reason,
        columns: { deleted_at: this.clock.now() },
      });
      if (await this.campaigns.isAtNetwork(campaign)) await this.removeCampaign.start(userId, id);
    });
  }
}

import { Injectable } from '@nestjs/common';
import { Clock } from '../../../../common/clock/clock.js';
import { Database } from '../../../../common/database/database.js';
import { AppError } from '../../../../common/errors/app-error.js';
import { requireMatch } from '../../../../common/http/etag.js';
import type { VersionedView } from '../../../../common/http/versioned-rows.js';
import { CampaignMoves, wanted } from '../campaign-moves.js';
import { contentHash } from '../campaign-plan.js';
import { CampaignReadiness } from '../campaign-readiness.js';
import { CampaignRepository, type CampaignRow } from '../campaign.repository.js';

/** Approves and rejects what was submitted. Nothing is published that was not approved as it is. */
@Injectable()
export class JudgeCampaign {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignRepository,
    private readonly readiness: CampaignReadiness,
    private readonly moves: CampaignMoves,
    private readonly clock: Clock,
  ) {}

  /**
   * Throws NOT_FOUND, PRECONDITION_FAILED when `ifMatch` names another version, INVALID_STATE when it was not submitted or is not
   * what was, and VALIDATION_ERROR for what has become wrong since.
   */
  approve(userId: string, id: string, ifMatch?: string): Promise<VersionedView> {
    return this.judge(userId, id, ifMatch, async (campaign) => {
      const to = wanted(campaign, 'approve');
      const hash = contentHash(campaign);
      if (hash !== campaign.submitted_hash) {
        throw new AppError('INVALID_STATE', 'The campaign is not what was submitted: edit it, and submit it again', {
          from: campaign.status,
          to,
          allowed: [],
        });
      }
      await this.readiness.wantAllowed(campaign, await this.readiness.wantComplete(campaign));
      await this.moves.make(campaign, 'approve', {
        columns: { approved_at: this.clock.now(), approved_by: userId, approved_hash: hash },
      });
    });
  }

  /** Throws as `approve`. One that was approved can be rejected as long as its publishing has not begun. */
  reject(userId: string, id: string, reason: string, ifMatch?: string): Promise<VersionedView> {
    return this.judge(userId, id, ifMatch, (campaign) =>
      this.moves.make(campaign, 'reject', {
        reason,
        columns: { approved_at: null, approved_by: null, approved_hash: null },
      }),
    );
  }

  private judge(
    userId: string,
    id: string,
    ifMatch: string | undefined,
    decide: (campaign: CampaignRow) => Promise<void>,
  ): Promise<VersionedView> {
    return this.database.transaction(async () => {
      const before = await this.campaigns.view(userId, id, true);
      const campaign = await this.campaigns.find(userId, id);
      if (!before || !campaign) throw AppError.notFound('Campaign');
      requireMatch(ifMatch, before.etag);
      await decide(campaign);
      const after = await this.campaigns.view(userId, id);
      if (!after) throw AppError.notFound('Campaign');
      return after;
    });
  }
}

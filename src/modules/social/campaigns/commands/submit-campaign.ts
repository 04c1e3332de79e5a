import { Injectable } from '@nestjs/common';
import { Clock } from '../../../../common/clock/clock.js';
import { Database } from '../../../../common/database/database.js';
import { AppError } from '../../../../common/errors/app-error.js';
import { requireMatch } from '../../../../common/http/etag.js';
import type { VersionedView } from '../../../../common/http/versioned-rows.js';
import { whileWaiting } from '../../accounts/while-waiting.js';
import { SpendGuard } from '../../guard/spend-guard.js';
import { CampaignMoves, wanted } from '../campaign-moves.js';
import { contentHash } from '../campaign-plan.js';
import { CampaignReadiness } from '../campaign-readiness.js';
import { CampaignRepository, type CampaignRow } from '../campaign.repository.js';
import { PinImages } from './pin-images.js';

const CHECK_TIMEOUT_MS = 30_000;

export interface SubmittedCampaign extends VersionedView {
  /** Why it could not be switched on as things stand, in words. */
  warnings: string[];
}

/** Submits a campaign for approval: whole, its pictures kept as they are now, and nothing in it that its network would refuse. */
@Injectable()
export class SubmitCampaign {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignRepository,
    private readonly readiness: CampaignReadiness,
    private readonly pins: PinImages,
    private readonly guard: SpendGuard,
    private readonly moves: CampaignMoves,
    private readonly clock: Clock,
  ) {}

  /**
   * Throws NOT_FOUND, PRECONDITION_FAILED when `ifMatch` names another version, INVALID_STATE, VALIDATION_ERROR by fields,
   * CONFLICT when it was changed meanwhile, and ProviderError when the network cannot be asked.
   */
  async run(userId: string, id: string, ifMatch?: string): Promise<SubmittedCampaign> {
    const seen = await this.campaigns.view(userId, id);
    const campaign = await this.campaigns.find(userId, id);
    if (!seen || !campaign) throw AppError.notFound('Campaign');
    requireMatch(ifMatch, seen.etag);
    wanted(campaign, 'submit');
    const account = await this.readiness.wantComplete(campaign);
    const whole = await whileWaiting(async () => {
      const creatives = await this.pins.of(campaign, account);
      await this.readiness.wantAccepted({ ...campaign, creatives }, account, AbortSignal.timeout(CHECK_TIMEOUT_MS));
      return { ...campaign, creatives };
    });
    const stored = await this.store(whole, seen.etag);
    return { ...stored, warnings: await this.guard.refusals(whole, account) };
  }

  private store(campaign: CampaignRow, etag: string): Promise<VersionedView> {
    const { id, user_id: userId, creatives } = campaign;
    return this.database.transaction(async () => {
      const before = await this.campaigns.view(userId, id, true);
      const locked = await this.campaigns.find(userId, id);
      if (!before || !locked) throw AppError.notFound('Campaign');
      if (before.etag !== etag || !(await this.pins.hold(userId, creatives))) {
        throw AppError.conflict('The campaign was changed while it was looked at: submit it again');
      }
      await this.moves.make(locked, 'submit', {
        columns: {
          creatives: JSON.stringify(creatives),
          submitted_at: this.clock.now(),
          submitted_hash: contentHash({ ...locked, creatives }),
        },
      });
      const after = await this.campaigns.view(userId, id);
      if (!after) throw AppError.notFound('Campaign');
      return after;
    });
  }
}

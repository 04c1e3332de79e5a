import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../../common/audit/audit-log.js';
import { Database } from '../../../../common/database/database.js';
import { AppError } from '../../../../common/errors/app-error.js';
import { requireMatch } from '../../../../common/http/etag.js';
import type { VersionedView } from '../../../../common/http/versioned-rows.js';
import { uuidv7 } from '../../../../common/ids/ids.js';
import {
  type CampaignContent,
  changesOf,
  columnsOf,
  FIXED_ONCE_PUBLISHED,
  onlyLowersCaps,
} from '../campaign-changes.js';
import { CampaignDraft } from '../campaign-draft.js';
import { CampaignMoves, wanted } from '../campaign-moves.js';
import { CampaignRepository, type CampaignRow } from '../campaign.repository.js';
import { faultsOf, fixedFaults, strangeCreatives } from '../campaign-rules.js';
import type { UpdateCampaignDto } from '../campaigns.dto.js';

/** What an approval was of is not what the campaign is now. */
const NOT_APPROVED = {
  submitted_at: null,
  submitted_hash: null,
  approved_at: null,
  approved_by: null,
  approved_hash: null,
  paused_by: null,
};

/** Changes a campaign, which is a draft then; a cap that is only lowered needs no approval, and may be at any time. */
@Injectable()
export class UpdateCampaign {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignRepository,
    private readonly draft: CampaignDraft,
    private readonly moves: CampaignMoves,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Throws NOT_FOUND, PRECONDITION_FAILED when `ifMatch` names another version, INVALID_STATE where it cannot be edited, and
   * VALIDATION_ERROR. What says what stands there already changes nothing.
   */
  run(userId: string, id: string, input: UpdateCampaignDto, ifMatch?: string): Promise<VersionedView> {
    return this.database.transaction(async () => {
      const before = await this.campaigns.view(userId, id, true);
      const campaign = await this.campaigns.find(userId, id);
      if (!before || !campaign) throw AppError.notFound('Campaign');
      requireMatch(ifMatch, before.etag);
      const strange = strangeCreatives(campaign, input.creatives ?? []);
      if (strange.length > 0) throw AppError.validation(strange);
      const changes = changesOf(campaign, input, uuidv7);
      if (Object.keys(changes).length === 0) return before;
      if (onlyLowersCaps(campaign, changes)) await this.lowerCaps(campaign, changes);
      else await this.edit(campaign, changes);
      const after = await this.campaigns.view(userId, id);
      if (!after) throw AppError.notFound('Campaign');
      return after;
    });
  }

  private async edit(campaign: CampaignRow, changes: Partial<CampaignContent>): Promise<void> {
    wanted(campaign, 'edit');
    const isFixed = await this.campaigns.isAtNetwork(campaign);
    const faults = isFixed ? fixedFaults(changes, FIXED_ONCE_PUBLISHED) : [];
    if (faults.length > 0) throw AppError.validation(faults);
    const columns = await this.draft.columns(campaign, changes);
    await this.moves.make(campaign, 'edit', { columns: { ...columns, ...NOT_APPROVED }, fields: Object.keys(changes) });
  }

  private async lowerCaps(campaign: CampaignRow, changes: Partial<CampaignContent>): Promise<void> {
    const { id, user_id: userId, status } = campaign;
    const faults = faultsOf({ ...campaign, ...changes }).filter(({ field }) => field.startsWith('caps.'));
    if (faults.length > 0) throw AppError.validation(faults);
    await this.campaigns.update(userId, id, columnsOf(changes));
    await this.audit.record({
      user_id: userId,
      action: 'campaign.caps_lowered',
      subject_type: 'campaign',
      subject_id: id,
      details: { step: 'lower_caps', from: status, to: status, by: 'user', fields: Object.keys(changes) },
    });
  }
}

import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../../common/audit/audit-log.js';
import { Database } from '../../../../common/database/database.js';
import { AppError } from '../../../../common/errors/app-error.js';
import type { VersionedView } from '../../../../common/http/versioned-rows.js';
import { uuidv7 } from '../../../../common/ids/ids.js';
import { changesOf } from '../campaign-changes.js';
import { CampaignDraft } from '../campaign-draft.js';
import { CampaignRepository } from '../campaign.repository.js';
import { strangeCreatives } from '../campaign-rules.js';
import type { CreateCampaignDto } from '../campaigns.dto.js';

/** Makes a draft: as much of a campaign as its owner knows yet. */
@Injectable()
export class CreateCampaign {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignRepository,
    private readonly draft: CampaignDraft,
    private readonly audit: AuditLog,
  ) {}

  /** Throws VALIDATION_ERROR, also for a store, account or picture that is not theirs. */
  run(userId: string, input: CreateCampaignDto): Promise<VersionedView & { id: string }> {
    return this.database.transaction(async () => {
      const id = uuidv7();
      await this.campaigns.insert(id, userId, input.name);
      const campaign = await this.campaigns.find(userId, id);
      if (!campaign) throw new Error('The campaign that was just made is not there');
      const strange = strangeCreatives(campaign, input.creatives ?? []);
      if (strange.length > 0) throw AppError.validation(strange);
      const changes = changesOf(campaign, input, uuidv7);
      await this.campaigns.update(userId, id, await this.draft.columns(campaign, changes));
      await this.audit.record({
        user_id: userId,
        action: 'campaign.created',
        subject_type: 'campaign',
        subject_id: id,
        details: { step: 'create', from: null, to: 'draft', by: 'user' },
      });
      const stored = await this.campaigns.view(userId, id);
      if (!stored) throw new Error('The campaign that was just made is not there');
      return { id, ...stored };
    });
  }
}

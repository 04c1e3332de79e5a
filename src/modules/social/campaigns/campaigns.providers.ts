import type { Provider } from '@nestjs/common';
import { CampaignChoices } from './campaign-choices.js';
import { CampaignDraft } from './campaign-draft.js';
import { CampaignMoves } from './campaign-moves.js';
import { CampaignPlans } from './campaign-plan.js';
import { CampaignQueries } from './campaign.queries.js';
import { CampaignReadiness } from './campaign-readiness.js';
import { CampaignRepository } from './campaign.repository.js';
import { CreateCampaign } from './commands/create-campaign.js';
import { DeleteCampaign } from './commands/delete-campaign.js';
import { JudgeCampaign } from './commands/judge-campaign.js';
import { PinImages } from './commands/pin-images.js';
import { SubmitCampaign } from './commands/submit-campaign.js';
import { UpdateCampaign } from './commands/update-campaign.js';

/** Campaigns: drafting and approving them. */
export const CAMPAIGN_PROVIDERS: Provider[] = [
  CampaignRepository,
  CampaignMoves,
  CampaignPlans,
  CampaignDraft,
  CampaignReadiness,
  CampaignQueries,
  CampaignChoices,
  PinImages,
  CreateCampaign,
  UpdateCampaign,
  DeleteCampaign,
  SubmitCampaign,
  JudgeCampaign,
];

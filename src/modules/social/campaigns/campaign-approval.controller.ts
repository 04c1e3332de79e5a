import { Body, Controller, Headers, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute } from '../../../common/http/api-docs.js';
import { Answers200, type Caller, CurrentCaller } from '../../../common/http/http.decorators.js';
import { ok, type Reply } from '../../../common/http/reply.js';
import { UuidParameter } from '../../../common/http/validation.js';
import type { Json } from '../../../common/json.js';
import { CampaignDto, SubmittedCampaignDto } from './campaign-answer.dto.js';
import { EXAMPLE_CAMPAIGN } from './campaign.example.js';
import { RejectCampaignDto } from './campaigns.dto.js';
import { JudgeCampaign } from './commands/judge-campaign.js';
import { SubmitCampaign } from './commands/submit-campaign.js';

const CampaignId = (): ParameterDecorator => Param('campaign_id', new UuidParameter('campaign_id'));
const APPROVED = {
  ...EXAMPLE_CAMPAIGN,
  status: 'approved',
  approved_at: '2026-11-22T11:02:00.000Z',
  approved_by: '019aa5bf-0011-7f60-8f3e-55b1a2a0c9d4',
};
const REJECTED = { ...EXAMPLE_CAMPAIGN, status: 'rejected', status_reason: 'The picture is last year’s' };

@ApiTags('Ad campaigns')
@Controller('social/campaigns/:campaign_id')
export class CampaignApprovalController {
  constructor(
    private readonly submitCampaign: SubmitCampaign,
    private readonly judgeCampaign: JudgeCampaign,
  ) {}

  @Post('submit')
  @Answers200()
  @ApiRoute({
    summary: 'Submit an ad campaign for approval',
    description:
      'Checked whole: what lacks and what the network would refuse is a 400 that names every field. Pictures known by their address are fetched now, and kept as they are. `warnings` says what would keep it from being published as things stand, such as a cap.',
    data: SubmittedCampaignDto,
    message: 'Campaign submitted',
    example: { campaign: EXAMPLE_CAMPAIGN, warnings: [] },
    failures: [
      'NOT_FOUND',
      'CONFLICT',
      'INVALID_STATE',
      'PROVIDER_AUTH_FAILED',
      'PROVIDER_REJECTED',
      'PROVIDER_UNAVAILABLE',
    ],
    idempotent: true,
    etag: 'write',
  })
  async submit(
    @CurrentCaller() caller: Caller,
    @CampaignId() id: string,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<Reply<{ campaign: Json; warnings: string[] }>> {
    const { view, etag, warnings } = await this.submitCampaign.run(caller.user_id, id, ifMatch);
    return ok({ campaign: view, warnings }, 'Campaign submitted', { ETag: etag });
  }

  @Post('approve')
  @Answers200()
  @ApiRoute({
    summary: 'Approve an ad campaign',
    description:
      'Of what was submitted, as it is: any edit asks for another approval. With If-Match only of what you have read.',
    data: CampaignDto,
    message: 'Campaign approved',
    example: APPROVED,
    failures: ['NOT_FOUND', 'INVALID_STATE'],
    idempotent: true,
    etag: 'write',
  })
  async approve(
    @CurrentCaller() caller: Caller,
    @CampaignId() id: string,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<Reply<Json>> {
    const campaign = await this.judgeCampaign.approve(caller.user_id, id, ifMatch);
    return ok(campaign.view, 'Campaign approved', { ETag: campaign.etag });
  }

  @Post('reject')
  @Answers200()
  @ApiRoute({
    summary: 'Reject an ad campaign',
    description: 'Also one that was approved, as long as its publishing has not begun.',
    data: CampaignDto,
    message: 'Campaign rejected',
    example: REJECTED,
    failures: ['NOT_FOUND', 'INVALID_STATE', 'MALFORMED_JSON'],
    idempotent: true,
    etag: 'write',
  })
  async reject(
    @CurrentCaller() caller: Caller,
    @CampaignId() id: string,
    @Body() input: RejectCampaignDto,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<Reply<Json>> {
    const campaign = await this.judgeCampaign.reject(caller.user_id, id, input.reason, ifMatch);
    return ok(campaign.view, 'Campaign rejected', { ETag: campaign.etag });
  }
}

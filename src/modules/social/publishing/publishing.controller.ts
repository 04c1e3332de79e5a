import { Body, Controller, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AppError } from '../../../common/errors/app-error.js';
import { ApiRoute } from '../../../common/http/api-docs.js';
import { type Caller, CurrentCaller } from '../../../common/http/http.decorators.js';
import { accepted, ok, type Reply } from '../../../common/http/reply.js';
import { UuidParameter } from '../../../common/http/validation.js';
import { JobAnswerDto, type JobView } from '../../jobs/jobs.api.js';
import { CampaignDto } from '../campaigns/campaign-answer.dto.js';
import { CampaignRepository } from '../campaigns/campaign.repository.js';
import type { RunState } from '../networks/campaign.records.js';
import { PublishCampaign } from './commands/publish-campaign.js';
import { SwitchCampaign } from './commands/switch-campaign.js';
import { PublishDto, PublishQueryDto, RehearsalDto } from './publishing.dto.js';
import { EXAMPLE_PUBLISHED, EXAMPLE_PUBLISHING, EXAMPLE_REHEARSAL, EXAMPLE_SWITCHING } from './publishing.example.js';
import { Rehearsal } from './rehearsal.js';

const CampaignId = (): ParameterDecorator => Param('campaign_id', new UuidParameter('campaign_id'));

@ApiTags('Ad campaigns')
@Controller('social/campaigns/:campaign_id')
export class PublishingController {
  constructor(
    private readonly publishCampaign: PublishCampaign,
    private readonly switchCampaign: SwitchCampaign,
    private readonly rehearsal: Rehearsal,
    private readonly campaigns: CampaignRepository,
  ) {}

  @Post('publish')
  @HttpCode(202)
  @ApiRoute({
    summary: 'Publish an approved ad campaign',
    description:
      'Everything is made at the network paused, then switched on; a job that is interrupted goes on where it was, and makes nothing twice. Refused, with nothing made, unless what was approved is what is there, its account may advertise, and its budget fits under every cap: `details.refusals` says all that speaks against it. One that failed is published again with what is there already. With `dry_run` nothing is made or changed, and it may be in any state before `completed`: the network is asked by its own validation where it has one. While a publishing is under way, that one is given.',
    data: JobAnswerDto,
    status: 202,
    message: 'Publishing started',
    example: EXAMPLE_PUBLISHING,
    others: [
      {
        status: 200,
        when: 'With `dry_run`: what publishing would come to. With `wait=true`, and it ended within 15 s: the campaign',
        data: [RehearsalDto, CampaignDto],
        message: 'Campaign checked',
        example: EXAMPLE_REHEARSAL,
      },
    ],
    failures: [
      'NOT_FOUND',
      'INVALID_STATE',
      'MALFORMED_JSON',
      'PROVIDER_REJECTED',
      'PROVIDER_UNAVAILABLE',
      'PROVIDER_NOT_CONFIGURED',
    ],
    idempotent: true,
  })
  async publish(
    @CurrentCaller() caller: Caller,
    @CampaignId() id: string,
    @Body() { dry_run: isDryRun }: PublishDto,
    @Query() { wait }: PublishQueryDto,
  ): Promise<Reply> {
    if (isDryRun) return ok(await this.rehearsal.run(caller.user_id, id), 'Campaign checked');
    const job = await this.publishCampaign.start(caller.user_id, id);
    const hasEnded = wait === true && (await this.publishCampaign.hasEnded(id, job.id));
    return this.answer(caller, id, job, hasEnded, 'Publishing');
  }

  @Post('pause')
  @HttpCode(202)
  @ApiRoute({
    summary: 'Pause an ad campaign',
    description:
      'Its status changes when the network has confirmed it. While a pause is under way, that one is given; a resume is stopped.',
    data: JobAnswerDto,
    status: 202,
    message: 'Pausing started',
    example: EXAMPLE_SWITCHING,
    others: [
      {
        status: 200,
        when: 'With `wait=true`, and it ended within 15 s: the campaign',
        data: CampaignDto,
        message: 'Pausing ended',
        example: { ...EXAMPLE_PUBLISHED, status: 'paused' },
      },
    ],
    failures: ['NOT_FOUND', 'INVALID_STATE'],
    idempotent: true,
  })
  pause(@CurrentCaller() caller: Caller, @CampaignId() id: string, @Query() query: PublishQueryDto): Promise<Reply> {
    return this.switch(caller, id, 'paused', query);
  }

  @Post('resume')
  @HttpCode(202)
  @ApiRoute({
    summary: 'Resume a paused ad campaign',
    description:
      'Under the guards of its publishing: approval, account, caps. Its status changes when the network has confirmed it. While a resume is under way, that one is given.',
    data: JobAnswerDto,
    status: 202,
    message: 'Resuming started',
    example: EXAMPLE_SWITCHING,
    others: [
      {
        status: 200,
        when: 'With `wait=true`, and it ended within 15 s: the campaign',
        data: CampaignDto,
        message: 'Resuming ended',
        example: EXAMPLE_PUBLISHED,
      },
    ],
    failures: ['NOT_FOUND', 'INVALID_STATE'],
    idempotent: true,
  })
  resume(@CurrentCaller() caller: Caller, @CampaignId() id: string, @Query() query: PublishQueryDto): Promise<Reply> {
    return this.switch(caller, id, 'active', query);
  }

  private async switch(caller: Caller, id: string, to: RunState, { wait }: PublishQueryDto): Promise<Reply> {
    const job = await this.switchCampaign.start(caller.user_id, id, to, { by: 'user', reason: null });
    const hasEnded = wait === true && (await this.switchCampaign.hasEnded(id, to, job.id));
    return this.answer(caller, id, job, hasEnded, to === 'active' ? 'Resuming' : 'Pausing');
  }

  private async answer(caller: Caller, id: string, job: JobView, hasEnded: boolean, what: string): Promise<Reply> {
    if (!hasEnded) return accepted({ job }, `/api/v1/jobs/${job.id}`, `${what} started`);
    const campaign = await this.campaigns.view(caller.user_id, id);
    if (!campaign) throw AppError.notFound('Campaign');
    return ok(campaign.view, `${what} ended`, { ETag: campaign.etag });
  }
}

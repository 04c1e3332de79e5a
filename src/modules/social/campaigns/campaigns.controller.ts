import { Body, Controller, Delete, Get, Headers, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute } from '../../../common/http/api-docs.js';
import { type Caller, CurrentCaller } from '../../../common/http/http.decorators.js';
import { created, ok, type RawJson, type Reply } from '../../../common/http/reply.js';
import { UuidParameter } from '../../../common/http/validation.js';
import type { Json } from '../../../common/json.js';
import { CampaignDto, CampaignHistoryEntryDto } from './campaign-answer.dto.js';
import { EXAMPLE_CAMPAIGN, EXAMPLE_HISTORY_ENTRY } from './campaign.example.js';
import { CampaignQueries } from './campaign.queries.js';
import { CampaignListQueryDto, CreateCampaignDto, HistoryQueryDto, UpdateCampaignDto } from './campaigns.dto.js';
import { CreateCampaign } from './commands/create-campaign.js';
import { DeleteCampaign } from './commands/delete-campaign.js';
import { UpdateCampaign } from './commands/update-campaign.js';

const CampaignId = (): ParameterDecorator => Param('campaign_id', new UuidParameter('campaign_id'));
const EXAMPLE_DRAFT = { ...EXAMPLE_CAMPAIGN, status: 'draft', submitted_at: null };

@ApiTags('Ad campaigns')
@Controller('social/campaigns')
export class CampaignsController {
  constructor(
    private readonly queries: CampaignQueries,
    private readonly createCampaign: CreateCampaign,
    private readonly updateCampaign: UpdateCampaign,
    private readonly deleteCampaign: DeleteCampaign,
  ) {}

  @Get()
  @ApiRoute({
    summary: 'List your ad campaigns',
    data: CampaignDto,
    list: true,
    example: { items: [EXAMPLE_CAMPAIGN], page: { limit: 50, next_cursor: null, has_more: false } },
  })
  list(@CurrentCaller() caller: Caller, @Query() query: CampaignListQueryDto): Promise<RawJson> {
    return this.queries.list(caller.user_id, query);
  }

  @Post()
  @ApiRoute({
    summary: 'Draft an ad campaign',
    description:
      'A draft needs nothing but a name; what it lacks is asked for when it is submitted. Nothing is at the network before the campaign was approved and published.',
    data: CampaignDto,
    status: 201,
    message: 'Campaign created',
    example: EXAMPLE_DRAFT,
    idempotent: true,
    failures: ['MALFORMED_JSON'],
  })
  async create(@CurrentCaller() caller: Caller, @Body() input: CreateCampaignDto): Promise<Reply<Json>> {
    const campaign = await this.createCampaign.run(caller.user_id, input);
    const reply = created(campaign.view, `/api/v1/social/campaigns/${campaign.id}`, 'Campaign created');
    reply.headers.ETag = campaign.etag;
    return reply;
  }

  @Get(':campaign_id')
  @ApiRoute({
    summary: 'Get an ad campaign',
    data: CampaignDto,
    example: EXAMPLE_CAMPAIGN,
    failures: ['NOT_FOUND'],
    etag: 'read',
  })
  async get(@CurrentCaller() caller: Caller, @CampaignId() id: string): Promise<Reply<Json>> {
    const campaign = await this.queries.get(caller.user_id, id);
    return ok(campaign.view, 'Operation completed successfully', { ETag: campaign.etag });
  }

  @Put(':campaign_id')
  @ApiRoute({
    summary: 'Change an ad campaign',
    description:
      'Fields given are changed, others kept. An edit makes it a draft again, which needs another approval; one that is active must be paused first. Caps may be lowered at any time, without another approval. Once it is at the network, its account, objective and kind of budget stay.',
    data: CampaignDto,
    message: 'Campaign updated',
    example: EXAMPLE_DRAFT,
    failures: ['NOT_FOUND', 'INVALID_STATE', 'MALFORMED_JSON'],
    etag: 'write',
  })
  async update(
    @CurrentCaller() caller: Caller,
    @CampaignId() id: string,
    @Body() input: UpdateCampaignDto,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<Reply<Json>> {
    const campaign = await this.updateCampaign.run(caller.user_id, id, input, ifMatch);
    return ok(campaign.view, 'Campaign updated', { ETag: campaign.etag });
  }

  @Delete(':campaign_id')
  @ApiRoute({
    summary: 'Delete an ad campaign',
    description:
      'Gone from here at once, and by a job from the network when it is there. Pause one that is active first. What it spent stays in your numbers.',
    data: null,
    message: 'Campaign deleted',
    example: null,
    failures: ['NOT_FOUND', 'INVALID_STATE'],
    etag: 'write',
  })
  async delete(
    @CurrentCaller() caller: Caller,
    @CampaignId() id: string,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<Reply<null>> {
    await this.deleteCampaign.run(caller.user_id, id, ifMatch);
    return ok(null, 'Campaign deleted');
  }

  @Get(':campaign_id/history')
  @ApiRoute({
    summary: 'See every step of an ad campaign',
    description: 'Who or what did it, from where to where and why; the newest first.',
    data: CampaignHistoryEntryDto,
    list: true,
    example: { items: [EXAMPLE_HISTORY_ENTRY], page: { limit: 50, next_cursor: null, has_more: false } },
    failures: ['NOT_FOUND'],
  })
  history(
    @CurrentCaller() caller: Caller,
    @CampaignId() id: string,
    @Query() query: HistoryQueryDto,
  ): Promise<RawJson> {
    return this.queries.history(caller.user_id, id, query);
  }
}

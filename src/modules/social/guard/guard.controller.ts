import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute } from '../../../common/http/api-docs.js';
import { type Caller, CurrentCaller } from '../../../common/http/http.decorators.js';
import { ListQueryDto } from '../../../common/http/list.dto.js';
import { accepted, ok, type RawJson, type Reply } from '../../../common/http/reply.js';
import { UuidParameter } from '../../../common/http/validation.js';
import type { Json } from '../../../common/json.js';
import { EXAMPLE_JOB, JobAnswerDto, type JobView } from '../../jobs/jobs.api.js';
import { SWITCH_JOB } from '../publishing/commands/switch-campaign.js';
import { GuardActionQueries } from './guard-action.queries.js';
import { EXAMPLE_GUARD_ACTION, GuardActionDto, UndoQueryDto } from './guard.dto.js';
import { UndoGuardAction } from './undo-guard-action.js';

const CampaignId = (): ParameterDecorator => Param('campaign_id', new UuidParameter('campaign_id'));

/** What the spend guard has done. */
@ApiTags('Ad campaigns')
@Controller('social/campaigns/:campaign_id/guard-actions')
export class GuardController {
  constructor(
    private readonly queries: GuardActionQueries,
    private readonly undoAction: UndoGuardAction,
  ) {}

  @Get()
  @ApiRoute({
    summary: 'List what the spend guard did to a campaign',
    description: 'Each time a cap was passed and the campaign paused for it, the newest first.',
    data: GuardActionDto,
    list: true,
    example: { items: [EXAMPLE_GUARD_ACTION], page: { limit: 50, next_cursor: null, has_more: false } },
    failures: ['NOT_FOUND'],
  })
  list(@CurrentCaller() caller: Caller, @CampaignId() id: string, @Query() query: ListQueryDto): Promise<RawJson> {
    return this.queries.list(caller.user_id, id, query);
  }

  @Post(':action_id/undo')
  @HttpCode(202)
  @ApiRoute({
    summary: 'Let a campaign run again that the spend guard has paused',
    description:
      'Resumes it, or publishes it when it was changed and approved since, with the checks of that: refused while a cap is still passed, with the reason.',
    data: JobAnswerDto,
    status: 202,
    message: 'Undo started',
    example: { job: { ...EXAMPLE_JOB, type: SWITCH_JOB, store_id: null } },
    others: [
      {
        status: 200,
        when: 'With `wait=true`, and the campaign runs again within 15 s',
        data: GuardActionDto,
        message: 'Undone',
        example: { ...EXAMPLE_GUARD_ACTION, state: 'undone', undone_at: '2026-11-22T11:02:10.000Z' },
      },
    ],
    failures: ['NOT_FOUND', 'INVALID_STATE'],
    idempotent: true,
  })
  async undo(
    @CurrentCaller() caller: Caller,
    @CampaignId() campaignId: string,
    @Param('action_id', new UuidParameter('action_id')) id: string,
    @Query() query: UndoQueryDto,
  ): Promise<Reply<Json | { job: JobView }>> {
    const job = await this.undoAction.start(caller.user_id, campaignId, id);
    const undone = query.wait ? await this.undoAction.outcomeOf(caller.user_id, campaignId, id, job) : undefined;
    if (undone !== undefined) return ok(undone, 'Undone');
    return accepted({ job }, `/api/v1/jobs/${job.id}`, 'Undo started');
  }
}

import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute } from '../../../common/http/api-docs.js';
import { Answers200, type Caller, CurrentCaller } from '../../../common/http/http.decorators.js';
import { accepted, ok, type RawJson, type Reply } from '../../../common/http/reply.js';
import { UuidParameter } from '../../../common/http/validation.js';
import { EXAMPLE_JOB, JobAnswerDto, JobsApi, type JobView } from '../../jobs/jobs.api.js';
import { AcceptException } from './accept-exception.js';
import { ExceptionQueries } from './exceptions.queries.js';
import { RECONCILE_JOB } from './reconcile.job.js';
import {
  EXAMPLE_EXCEPTION,
  EXAMPLE_RECONCILIATION,
  ExceptionDto,
  ReconciliationDto,
} from './reconciliation-answer.dto.js';
import { ExceptionListQueryDto, ReconciliationQueryDto } from './reconciliation-query.dto.js';
import { type ReconciliationRules, ReconciliationRulesRepository, USUAL_RULES } from './reconciliation-rules.js';
import { AcceptExceptionDto, RulesDto, UpdateRulesDto } from './reconciliation.dto.js';
import { ReconciliationQueries } from './reconciliation.queries.js';
import { SetRules } from './set-rules.js';

const STARTED = 'Reconciliation started';

/** Whether all money is where it should be. */
@ApiTags('Reconciliation')
@Controller('reconciliation')
export class ReconciliationController {
  constructor(
    private readonly queries: ReconciliationQueries,
    private readonly exceptions: ExceptionQueries,
    private readonly rules: ReconciliationRulesRepository,
    private readonly setRules: SetRules,
    private readonly acceptException: AcceptException,
    private readonly jobs: JobsApi,
  ) {}

  @Get()
  @ApiRoute({
    summary: 'Get how orders and payments stand',
    description:
      'Counts and amounts for each state and currency, of all of it and by store, processor and period. Orders count by when they were placed, transactions by when they happened; those of a store are those of its orders. Sums of different currencies are never added up.',
    data: ReconciliationDto,
    example: EXAMPLE_RECONCILIATION,
  })
  get(@CurrentCaller() caller: Caller, @Query() query: ReconciliationQueryDto): Promise<RawJson> {
    return this.queries.summary(caller.user_id, query);
  }

  @Get('exceptions')
  @ApiRoute({
    summary: 'List what does not add up',
    description:
      'Orders that are `missing`, `under_amount`, `over_amount` or in another currency, payments that are `orphan` or `duplicate`, refunds that came off a later payout (reason `refund_in_later_payout`), payouts whose lines do not sum up or are not known: each with why, newest first.',
    data: ExceptionDto,
    list: true,
    example: { items: [EXAMPLE_EXCEPTION], page: { limit: 50, next_cursor: null, has_more: false } },
  })
  listExceptions(@CurrentCaller() caller: Caller, @Query() query: ExceptionListQueryDto): Promise<RawJson> {
    return this.exceptions.list(caller.user_id, query);
  }

  @Post('exceptions/:exception_id/accept')
  @Answers200()
  @ApiRoute({
    summary: 'Accept an exception',
    description:
      'It leaves the list of open ones until its state, reason or amounts change; `accepted=true` lists those that were accepted.',
    data: null,
    message: 'Exception accepted',
    example: null,
    failures: ['NOT_FOUND', 'MALFORMED_JSON'],
    idempotent: true,
  })
  async accept(
    @CurrentCaller() caller: Caller,
    @Param('exception_id', new UuidParameter('exception_id')) id: string,
    @Body() input: AcceptExceptionDto,
  ): Promise<Reply<null>> {
    await this.acceptException.run(caller.user_id, id, input.note);
    return ok(null, 'Exception accepted');
  }

  @Post('run')
  @ApiRoute({
    summary: 'Reconcile everything now',
    description:
      'Changes are worked in by themselves within seconds, and everything once a day; this looks at all of it at once. The job’s `result` tells how much was looked at and how much changed.',
    status: 202,
    data: JobAnswerDto,
    message: STARTED,
    example: { job: { ...EXAMPLE_JOB, type: RECONCILE_JOB, store_id: null } },
    idempotent: true,
  })
  async run(@CurrentCaller() caller: Caller): Promise<Reply<{ job: JobView }>> {
    const job = await this.jobs.start({
      type: RECONCILE_JOB,
      user_id: caller.user_id,
      store_id: null,
      payload: {},
      dedupe_key: `${RECONCILE_JOB}:${caller.user_id}`,
    });
    return accepted({ job }, `/api/v1/jobs/${job.id}`, STARTED);
  }

  @Get('rules')
  @ApiRoute({ summary: 'Get the rules of reconciliation', data: RulesDto, example: USUAL_RULES })
  getRules(@CurrentCaller() caller: Caller): Promise<ReconciliationRules> {
    return this.rules.of(caller.user_id);
  }

  @Put('rules')
  @ApiRoute({
    summary: 'Change the rules of reconciliation',
    description: 'Everything is looked at anew by them, within seconds.',
    data: RulesDto,
    message: 'Rules changed',
    example: { ...USUAL_RULES, tolerance_amount: '0.05' },
    failures: ['MALFORMED_JSON'],
  })
  async updateRules(
    @CurrentCaller() caller: Caller,
    @Body() input: UpdateRulesDto,
  ): Promise<Reply<ReconciliationRules>> {
    return ok(await this.setRules.run(caller.user_id, input), 'Rules changed');
  }
}

import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute } from '../../../common/http/api-docs.js';
import { type Caller, CurrentCaller } from '../../../common/http/http.decorators.js';
import { accepted, ok, type Reply } from '../../../common/http/reply.js';
import { UuidParameter } from '../../../common/http/validation.js';
import type { Json } from '../../../common/json.js';
import { EXAMPLE_JOB, JobAnswerDto, type JobView } from '../../jobs/jobs.api.js';
import { IMPORT_JOB, StartInsightsImport } from './commands/start-import.js';
import { InsightQueries } from './insight.queries.js';
import {
  AccountInsightsDto,
  CampaignInsightsDto,
  EXAMPLE_ACCOUNT_INSIGHTS,
  EXAMPLE_INSIGHTS,
  ImportQueryDto,
  InsightRangeDto,
} from './insights.dto.js';

/** What campaigns spend and bring. */
@ApiTags('Ad campaigns')
@Controller('social')
export class InsightsController {
  constructor(
    private readonly queries: InsightQueries,
    private readonly startImport: StartInsightsImport,
  ) {}

  @Get('campaigns/:campaign_id/insights')
  @ApiRoute({
    summary: 'See what a campaign spends and brings',
    description:
      'By day and by ad, as the network tells it. Conversions become known days after the click: days that are not final may still change. At most 366 days.',
    data: CampaignInsightsDto,
    example: EXAMPLE_INSIGHTS,
    failures: ['NOT_FOUND'],
  })
  ofCampaign(
    @CurrentCaller() caller: Caller,
    @Param('campaign_id', new UuidParameter('campaign_id')) id: string,
    @Query() query: InsightRangeDto,
  ): Promise<Json> {
    return this.queries.ofCampaign(caller.user_id, id, query);
  }

  @Post('accounts/:account_id/insights/import')
  @HttpCode(202)
  @ApiRoute({
    summary: 'Import a social account’s insights now',
    description:
      'All days that the network may still change, as happens once a day by itself; today and yesterday come every 15 minutes while a campaign runs. Afterwards caps are checked. While an import is under way, that one is given.',
    data: JobAnswerDto,
    status: 202,
    message: 'Import started',
    example: { job: { ...EXAMPLE_JOB, type: IMPORT_JOB, store_id: null } },
    others: [
      {
        status: 200,
        when: 'With `wait=true`, and it ended within 15 s: how far the account’s insights are',
        data: AccountInsightsDto,
        message: 'Insights imported',
        example: EXAMPLE_ACCOUNT_INSIGHTS,
      },
    ],
    failures: ['NOT_FOUND', 'INVALID_STATE'],
    idempotent: true,
  })
  async import(
    @CurrentCaller() caller: Caller,
    @Param('account_id', new UuidParameter('account_id')) id: string,
    @Query() query: ImportQueryDto,
  ): Promise<Reply<Json | { job: JobView }>> {
    const job = await this.startImport.run(caller.user_id, id);
    if (query.wait && (await this.startImport.hasEnded(id, job.id))) {
      return ok(await this.queries.ofAccount(caller.user_id, id), 'Insights imported');
    }
    return accepted({ job }, `/api/v1/jobs/${job.id}`, 'Import started');
  }
}

import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute } from '../../../common/http/api-docs.js';
import { type Caller, CurrentCaller } from '../../../common/http/http.decorators.js';
import { accepted, ok, type RawJson, type Reply } from '../../../common/http/reply.js';
import { UuidParameter } from '../../../common/http/validation.js';
import { EXAMPLE_JOB, JobAnswerDto, type JobView } from '../../jobs/jobs.api.js';
import {
  BulkItemDto,
  BulkItemListQueryDto,
  BulkPreviewDto,
  BulkUpdateDto,
  EXAMPLE_BULK_ITEM,
  EXAMPLE_PREVIEW,
} from './bulk.dto.js';
import { BulkRepository } from './bulk.repository.js';
import { BULK_JOB, StartBulkUpdate } from './start-bulk-update.js';
import { UndoBulkUpdate } from './undo-bulk-update.js';

const StoreId = (): ParameterDecorator => Param('store_id', new UuidParameter('store_id'));
const JobId = (): ParameterDecorator => Param('job_id', new UuidParameter('job_id'));

const EXAMPLE_BULK_JOB = {
  ...EXAMPLE_JOB,
  type: BULK_JOB,
  progress: { done: 100, total: 2000, unit: 'products' },
};

@ApiTags('Products')
@Controller()
export class BulkController {
  constructor(
    private readonly start: StartBulkUpdate,
    private readonly undoBulk: UndoBulkUpdate,
    private readonly bulks: BulkRepository,
  ) {}

  @Post('stores/:store_id/products/bulk-update')
  @ApiRoute({
    summary: 'Change many products',
    description: [
      'By ids (up to 10,000) or by the list’s filters (up to 50,000 products). Values are computed now, from what is known',
      'here; the job then sends them chunk by chunk by the platform’s own batch calls. A product that was changed at the shop',
      'meanwhile is skipped, one whose price or stock would be negative is refused, and one that fails fails alone; when every',
      `product would be refused, the request is. The job’s \`result\` is \`{ done, failed, skipped }\`. With \`dry_run\` the answer is a 200 and nothing changes.`,
    ].join(' '),
    data: JobAnswerDto,
    status: 202,
    message: 'Bulk update started',
    example: { job: EXAMPLE_BULK_JOB },
    others: [
      {
        status: 200,
        when: 'With `dry_run`: what would become of each product',
        data: BulkPreviewDto,
        message: 'Nothing was changed',
        example: EXAMPLE_PREVIEW,
      },
    ],
    failures: ['NOT_FOUND', 'INVALID_STATE', 'MALFORMED_JSON'],
    idempotent: true,
  })
  async update(
    @CurrentCaller() caller: Caller,
    @StoreId() storeId: string,
    @Body() input: BulkUpdateDto,
  ): Promise<Reply<{ job: JobView } | BulkPreviewDto>> {
    if (input.dry_run) return ok(await this.start.preview(caller.user_id, storeId, input), 'Nothing was changed');
    const job = await this.start.run(caller.user_id, storeId, input);
    return accepted({ job }, `/api/v1/jobs/${job.id}`, 'Bulk update started');
  }

  @Get('stores/:store_id/products/bulk-updates/:job_id')
  @ApiRoute({
    summary: 'List what a bulk update did to each product',
    description: 'Also of the job that undoes one. In the order in which they are worked off.',
    data: BulkItemDto,
    list: true,
    example: { items: [EXAMPLE_BULK_ITEM], page: { limit: 50, next_cursor: null, has_more: false } },
    failures: ['NOT_FOUND'],
  })
  items(
    @CurrentCaller() caller: Caller,
    @StoreId() storeId: string,
    @JobId() jobId: string,
    @Query() query: BulkItemListQueryDto,
  ): Promise<RawJson> {
    return this.bulks.list(caller.user_id, storeId, jobId, query);
  }

  @Post('jobs/:job_id/undo')
  @ApiRoute({
    summary: 'Undo a bulk update',
    description:
      'Restores what was before, product by product, where the shop still has what the bulk update wrote; the others are skipped. Only a bulk update that has ended, and only once.',
    data: JobAnswerDto,
    status: 202,
    message: 'Undo started',
    example: { job: { ...EXAMPLE_BULK_JOB, status: 'queued' } },
    failures: ['NOT_FOUND', 'INVALID_STATE'],
    idempotent: true,
  })
  async undo(@CurrentCaller() caller: Caller, @JobId() jobId: string): Promise<Reply<{ job: JobView }>> {
    const job = await this.undoBulk.run(caller.user_id, jobId);
    return accepted({ job }, `/api/v1/jobs/${job.id}`, 'Undo started');
  }
}

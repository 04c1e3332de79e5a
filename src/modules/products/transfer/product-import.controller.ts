import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../../common/errors/app-error.js';
import { ApiRoute } from '../../../common/http/api-docs.js';
import { type Caller, CurrentCaller } from '../../../common/http/http.decorators.js';
import { accepted, ok, type RawJson, type Reply } from '../../../common/http/reply.js';
import { TAKES_FILE } from '../../../common/http/upload.js';
import { UuidParameter } from '../../../common/http/validation.js';
import { EXAMPLE_JOB } from '../../jobs/jobs.api.js';
import { StoresApi } from '../../stores/stores.api.js';
import { ImportItems } from './import-items.js';
import {
  EXAMPLE_IMPORT_ITEM,
  EXAMPLE_SUMMARY,
  ImportAnswerDto,
  ImportItemDto,
  ImportItemListQueryDto,
  ImportQueryDto,
} from './product-import.dto.js';
import { IMPORT_JOB, StartImport, type StartedImport } from './start-import.js';

const MAX_FILE_BYTES = 20 * 1024 * 1024;
const StoreId = (): ParameterDecorator => Param('store_id', new UuidParameter('store_id'));

@ApiTags('Products')
@Controller('stores/:store_id/products')
export class ProductImportController {
  constructor(
    private readonly startImport: StartImport,
    private readonly items: ImportItems,
    private readonly stores: StoresApi,
  ) {}

  @Post('import')
  @RouteConfig({ [TAKES_FILE]: MAX_FILE_BYTES })
  @ApiConsumes('text/csv', 'multipart/form-data')
  @ApiBody({
    description: 'The CSV file: as the body, or as the file of a form. At most 20 MiB.',
    schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } },
  })
  @ApiRoute({
    summary: 'Create and change products by a CSV file',
    description: [
      'Columns as the export writes them, in any order; those that are missing change nothing, `url`, `created_at` and `updated_at` are',
      'not read. A row is a variant; it is about the product of its `product_id`, else its `platform_product_id`, else its `sku`, else',
      'about a new one (rows with the same `handle` are one). Only what differs is changed; an empty cell clears what can be',
      'without a value. Every row is checked first: any fault is a 400 with `details.errors` by `line` and `column` (the first',
      '1,000), and nothing changes. Then one job carries it out at the shop, product by product; one that fails fails alone.',
    ].join(' '),
    data: ImportAnswerDto,
    status: 202,
    message: 'Import started',
    example: { job: { ...EXAMPLE_JOB, type: IMPORT_JOB }, summary: EXAMPLE_SUMMARY },
    others: [
      {
        status: 200,
        when: 'With `dry_run`: what the file wants',
        data: ImportAnswerDto,
        message: 'Nothing was changed',
        example: { job: null, summary: EXAMPLE_SUMMARY },
      },
    ],
    failures: ['NOT_FOUND', 'INVALID_STATE', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'PROVIDER_REJECTED'],
    idempotent: true,
  })
  async import(
    @CurrentCaller() caller: Caller,
    @StoreId() storeId: string,
    @Query() query: ImportQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<Reply<StartedImport>> {
    await this.stores.get(caller.user_id, storeId);
    if (!request.upload)
      throw new AppError('UNSUPPORTED_MEDIA_TYPE', 'Send the file as text/csv or multipart/form-data');
    const { path } = await request.upload.spool();
    const started = await this.startImport.run(caller.user_id, storeId, path, query.dry_run ?? false);
    if (started.job === null) return ok(started, 'Nothing was changed');
    return accepted(started, `/api/v1/jobs/${started.job.id}`, 'Import started');
  }

  @Get('imports/:job_id')
  @ApiRoute({
    summary: 'List what an import did to each product',
    data: ImportItemDto,
    list: true,
    example: { items: [EXAMPLE_IMPORT_ITEM], page: { limit: 50, next_cursor: null, has_more: false } },
    failures: ['NOT_FOUND'],
  })
  async list(
    @CurrentCaller() caller: Caller,
    @StoreId() storeId: string,
    @Param('job_id', new UuidParameter('job_id')) jobId: string,
    @Query() query: ImportItemListQueryDto,
  ): Promise<RawJson> {
    return this.items.list(caller.user_id, storeId, jobId, query);
  }
}

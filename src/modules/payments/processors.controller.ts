import { Body, Controller, Delete, Get, Headers, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute } from '../../common/http/api-docs.js';
import { type Caller, CurrentCaller } from '../../common/http/http.decorators.js';
import { accepted, created, ok, type RawJson, type Reply } from '../../common/http/reply.js';
import { UuidParameter } from '../../common/http/validation.js';
import type { Json } from '../../common/json.js';
import { EXAMPLE_JOB, JobAnswerDto, type JobView } from '../jobs/jobs.api.js';
import { ConnectProcessor } from './commands/connect-processor.js';
import { DeleteProcessor } from './commands/delete-processor.js';
import { IMPORT_JOB, StartImport } from './commands/start-import.js';
import { UpdateProcessor } from './commands/update-processor.js';
import { EXAMPLE_IMPORT_STATUS, ImportDto, ImportStatusDto } from './import-status.dto.js';
import { ProcessorQueries } from './processor.queries.js';
import {
  ConnectedProcessorDto,
  CreateProcessorDto,
  EXAMPLE_CONNECTED_PROCESSOR,
  EXAMPLE_PROCESSOR,
  PaymentProcessorDto,
  ProcessorListQueryDto,
  UpdateProcessorDto,
} from './processors.dto.js';
import { PaymentProviders } from './providers/providers.js';

const ProcessorId = (): ParameterDecorator => Param('processor_id', new UuidParameter('processor_id'));
const IfMatch = (): ParameterDecorator => Headers('If-Match');

@ApiTags('Payments')
@Controller('payment-processors')
export class ProcessorsController {
  constructor(
    private readonly queries: ProcessorQueries,
    private readonly providers: PaymentProviders,
    private readonly connectProcessor: ConnectProcessor,
    private readonly updateProcessor: UpdateProcessor,
    private readonly deleteProcessor: DeleteProcessor,
    private readonly startImport: StartImport,
  ) {}

  @Get()
  @ApiRoute({
    summary: 'List your payment processors',
    data: PaymentProcessorDto,
    list: true,
    example: { items: [EXAMPLE_PROCESSOR], page: { limit: 50, next_cursor: null, has_more: false } },
  })
  list(@CurrentCaller() caller: Caller, @Query() query: ProcessorListQueryDto): Promise<RawJson> {
    return this.queries.list(caller.user_id, query);
  }

  @Post()
  @ApiRoute({
    summary: 'Connect a payment processor',
    description:
      'Verifies the credentials at the provider, seals them, registers webhooks where a public address is configured, and starts the import of the whole history. Wrong credentials: nothing is stored. An account that you have deleted before goes on with its books.',
    data: ConnectedProcessorDto,
    status: 201,
    message: 'Payment processor connected',
    example: EXAMPLE_CONNECTED_PROCESSOR,
    idempotent: true,
    failures: [
      'CONFLICT',
      'MALFORMED_JSON',
      'PROVIDER_AUTH_FAILED',
      'PROVIDER_REJECTED',
      'PROVIDER_UNAVAILABLE',
      'PROVIDER_NOT_CONFIGURED',
    ],
  })
  async create(@CurrentCaller() caller: Caller, @Body() input: CreateProcessorDto): Promise<Reply<Json>> {
    const processor = await this.connectProcessor.run(caller.user_id, input);
    const reply = created(processor.view, `/api/v1/payment-processors/${processor.id}`, 'Payment processor connected');
    reply.headers.ETag = processor.etag;
    return reply;
  }

  @Get(':processor_id')
  @ApiRoute({
    summary: 'Get a payment processor',
    data: PaymentProcessorDto,
    example: EXAMPLE_PROCESSOR,
    failures: ['NOT_FOUND'],
    etag: 'read',
  })
  async get(@CurrentCaller() caller: Caller, @ProcessorId() id: string): Promise<Reply<Json>> {
    const processor = await this.queries.get(caller.user_id, id);
    return ok(processor.view, 'Operation completed successfully', { ETag: processor.etag });
  }

  @Put(':processor_id')
  @ApiRoute({
    summary: 'Change a payment processor',
    description:
      'Fields given are changed, others kept. New credentials are verified first, and must be of the same account and mode.',
    data: PaymentProcessorDto,
    message: 'Payment processor updated',
    example: EXAMPLE_PROCESSOR,
    failures: [
      'NOT_FOUND',
      'CONFLICT',
      'MALFORMED_JSON',
      'PROVIDER_AUTH_FAILED',
      'PROVIDER_REJECTED',
      'PROVIDER_UNAVAILABLE',
    ],
    etag: 'write',
  })
  async update(
    @CurrentCaller() caller: Caller,
    @ProcessorId() id: string,
    @Body() input: UpdateProcessorDto,
    @IfMatch() ifMatch?: string,
  ): Promise<Reply<Json>> {
    const processor = await this.updateProcessor.run(caller.user_id, id, input, ifMatch);
    return ok(processor.view, 'Payment processor updated', { ETag: processor.etag });
  }

  @Delete(':processor_id')
  @ApiRoute({
    summary: 'Disconnect and delete a payment processor',
    description:
      'Its credentials go, and its webhooks at the provider. Its transactions and payouts are your books, and stay.',
    data: null,
    message: 'Payment processor deleted',
    example: null,
    failures: ['NOT_FOUND'],
    etag: 'write',
  })
  async delete(
    @CurrentCaller() caller: Caller,
    @ProcessorId() id: string,
    @IfMatch() ifMatch?: string,
  ): Promise<Reply<null>> {
    await this.deleteProcessor.run(caller.user_id, id, ifMatch);
    return ok(null, 'Payment processor deleted');
  }

  @Post(':processor_id/sync')
  @ApiRoute({
    summary: 'Import from a payment processor now',
    description: 'While an import of the same kind, or a full one, is under way, that one is given.',
    data: JobAnswerDto,
    status: 202,
    message: 'Import started',
    example: { job: { ...EXAMPLE_JOB, type: IMPORT_JOB, store_id: null } },
    failures: ['NOT_FOUND', 'INVALID_STATE', 'MALFORMED_JSON'],
    idempotent: true,
  })
  async sync(
    @CurrentCaller() caller: Caller,
    @ProcessorId() id: string,
    @Body() input: ImportDto,
  ): Promise<Reply<{ job: JobView }>> {
    const job = await this.startImport.run(caller.user_id, id, input.mode ?? 'incremental');
    return accepted({ job }, `/api/v1/jobs/${job.id}`, 'Import started');
  }

  @Get(':processor_id/sync')
  @ApiRoute({
    summary: 'See how the import of a payment processor stands',
    description: 'Per resource: the last read, its counts, lag and errors; and the records that could not be taken in.',
    data: ImportStatusDto,
    example: EXAMPLE_IMPORT_STATUS,
    failures: ['NOT_FOUND'],
  })
  async status(@CurrentCaller() caller: Caller, @ProcessorId() id: string): Promise<Json> {
    return this.queries.importStatus(caller.user_id, id, (provider) => this.providers.resourcesOf(provider));
  }
}

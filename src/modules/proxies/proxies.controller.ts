import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute } from '../../common/http/api-docs.js';
import { type Caller, CurrentCaller } from '../../common/http/http.decorators.js';
import { accepted, created, ok, type RawJson, type Reply } from '../../common/http/reply.js';
import { UuidParameter } from '../../common/http/validation.js';
import type { Json } from '../../common/json.js';
import { JobAnswerDto } from '../jobs/jobs.api.js';
import { CreateProxy } from './commands/create-proxy.js';
import { DeleteProxy } from './commands/delete-proxy.js';
import { ImportProxies } from './commands/import-proxies.js';
import { TestProxy } from './commands/test-proxy.js';
import { UpdateProxy } from './commands/update-proxy.js';
import { EXAMPLE_HISTORY, HistoryQueryDto, ProxyHistoryDto } from './history.dto.js';
import { EXAMPLE_IMPORT, ImportProxiesDto, ImportResultDto } from './import.dto.js';
import { EXAMPLE_PROXY, EXAMPLE_TESTED, ProxyDto, ProxyTestedDto } from './proxy.dto.js';
import { CreateProxyDto, ProxyListQueryDto, TestQueryDto, UpdateProxyDto } from './proxies.dto.js';
import { ProxyQueries } from './proxy.queries.js';

const ProxyId = (): ParameterDecorator => Param('proxy_id', new UuidParameter('proxy_id'));

@ApiTags('Proxies')
@Controller('proxies')
export class ProxiesController {
  constructor(
    private readonly queries: ProxyQueries,
    private readonly createProxy: CreateProxy,
    private readonly updateProxy: UpdateProxy,
    private readonly deleteProxy: DeleteProxy,
    private readonly importProxies: ImportProxies,
    private readonly testProxy: TestProxy,
  ) {}

  @Get()
  @ApiRoute({
    summary: 'List your proxies',
    data: ProxyDto,
    list: true,
    example: { items: [EXAMPLE_PROXY], page: { limit: 50, next_cursor: null, has_more: false } },
  })
  list(@CurrentCaller() caller: Caller, @Query() query: ProxyListQueryDto): Promise<RawJson> {
    return this.queries.list(caller.user_id, query);
  }

  @Post()
  @ApiRoute({
    summary: 'Add a proxy',
    description:
      'Its password is sealed and never answered. It is tested within seconds, and then every `test_interval_seconds`.',
    data: ProxyDto,
    status: 201,
    message: 'Proxy added',
    example: { ...EXAMPLE_PROXY, state: 'untested' },
    idempotent: true,
    failures: ['CONFLICT', 'MALFORMED_JSON'],
  })
  async create(@CurrentCaller() caller: Caller, @Body() input: CreateProxyDto): Promise<Reply<Json>> {
    const proxy = await this.createProxy.run(caller.user_id, input);
    const reply = created(proxy.view, `/api/v1/proxies/${proxy.id}`, 'Proxy added');
    reply.headers.ETag = proxy.etag;
    return reply;
  }

  @Post('import')
  @HttpCode(200)
  @ApiRoute({
    summary: 'Add the proxies of a list',
    description:
      'Says line by line what became of it. A bad line fails alone; what you have already (same protocol, host, port and user), or what is in the list twice, is not added again.',
    data: ImportResultDto,
    message: 'List read',
    example: EXAMPLE_IMPORT,
    idempotent: true,
    failures: ['MALFORMED_JSON', 'PAYLOAD_TOO_LARGE'],
  })
  async import(@CurrentCaller() caller: Caller, @Body() input: ImportProxiesDto): Promise<Reply<ImportResultDto>> {
    return ok(await this.importProxies.run(caller.user_id, input), 'List read');
  }

  @Get(':proxy_id')
  @ApiRoute({ summary: 'Get a proxy', data: ProxyDto, example: EXAMPLE_PROXY, failures: ['NOT_FOUND'], etag: 'read' })
  async get(@CurrentCaller() caller: Caller, @ProxyId() id: string): Promise<Reply<Json>> {
    const proxy = await this.queries.get(caller.user_id, id);
    return ok(proxy.view, 'Operation completed successfully', { ETag: proxy.etag });
  }

  @Put(':proxy_id')
  @ApiRoute({
    summary: 'Change a proxy',
    description:
      'Fields given are changed, others kept; null clears. One that is then somewhere else, or for another user, counts as untested and is tested at once.',
    data: ProxyDto,
    message: 'Proxy updated',
    example: EXAMPLE_PROXY,
    failures: ['NOT_FOUND', 'CONFLICT', 'MALFORMED_JSON'],
    etag: 'write',
  })
  async update(
    @CurrentCaller() caller: Caller,
    @ProxyId() id: string,
    @Body() input: UpdateProxyDto,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<Reply<Json>> {
    const proxy = await this.updateProxy.run(caller.user_id, id, input, ifMatch);
    return ok(proxy.view, 'Proxy updated', { ETag: proxy.etag });
  }

  @Delete(':proxy_id')
  @ApiRoute({
    summary: 'Remove a proxy',
    description: 'With its history. Refused while accounts go out through it: `details.accounts` names them.',
    data: null,
    message: 'Proxy removed',
    example: null,
    failures: ['NOT_FOUND', 'INVALID_STATE'],
    etag: 'write',
  })
  async delete(
    @CurrentCaller() caller: Caller,
    @ProxyId() id: string,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<Reply<null>> {
    await this.deleteProxy.run(caller.user_id, id, ifMatch);
    return ok(null, 'Proxy removed');
  }

  @Post(':proxy_id/test')
  @HttpCode(202)
  @ApiRoute({
    summary: 'Test a proxy now',
    description:
      'Calls the echo address through it: latency, exit address and country, anonymity, and what is wrong in words. While a test is under way, that one is given.',
    data: JobAnswerDto,
    status: 202,
    message: 'Test started',
    example: { job: EXAMPLE_TESTED.job },
    others: [
      {
        status: 200,
        when: 'With `wait=true`, when it was tested within 15 s',
        data: ProxyTestedDto,
        message: 'Proxy tested',
        example: EXAMPLE_TESTED,
      },
    ],
    failures: ['NOT_FOUND'],
    idempotent: true,
  })
  async test(@CurrentCaller() caller: Caller, @ProxyId() id: string, @Query() { wait }: TestQueryDto): Promise<Reply> {
    const job = await this.testProxy.start(caller.user_id, id);
    const test = wait ? await this.testProxy.outcomeOf(caller.user_id, id, job.id) : undefined;
    if (test === undefined) return accepted({ job }, `/api/v1/jobs/${job.id}`, 'Test started');
    return ok({ test, job }, 'Proxy tested');
  }

  @Get(':proxy_id/history')
  @ApiRoute({
    summary: 'See the tests of a proxy',
    description: 'Newest first, with uptime and latency percentiles of the period. Tests are kept for 90 days.',
    data: ProxyHistoryDto,
    example: EXAMPLE_HISTORY,
    failures: ['NOT_FOUND'],
  })
  history(@CurrentCaller() caller: Caller, @ProxyId() id: string, @Query() query: HistoryQueryDto): Promise<RawJson> {
    return this.queries.history(caller.user_id, id, query);
  }
}

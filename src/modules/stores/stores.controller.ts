import { Body, Controller, Delete, Get, Headers, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute } from '../../common/http/api-docs.js';
import { type Caller, CurrentCaller } from '../../common/http/http.decorators.js';
import { accepted, created, ok, type RawJson, type Reply } from '../../common/http/reply.js';
import { UuidParameter } from '../../common/http/validation.js';
import type { Json } from '../../common/json.js';
import type { JobView } from '../jobs/jobs.api.js';
import { ConnectStore } from './commands/connect-store.js';
import { CreateStore } from './commands/create-store.js';
import { DeleteStore } from './commands/delete-store.js';
import { UpdateStore } from './commands/update-store.js';
import {
  ConnectAnswerDto,
  ConnectStoreDto,
  CreateStoreDto,
  EXAMPLE_CONNECTED,
  EXAMPLE_STORE,
  StoreDto,
  StoreListQueryDto,
  UpdateStoreDto,
} from './stores.dto.js';
import { StoreQueries } from './stores.queries.js';

export const StoreId = (): ParameterDecorator => Param('store_id', new UuidParameter('store_id'));
const IfMatch = (): ParameterDecorator => Headers('If-Match');

@ApiTags('Stores')
@Controller('stores')
export class StoresController {
  constructor(
    private readonly queries: StoreQueries,
    private readonly createStore: CreateStore,
    private readonly updateStore: UpdateStore,
    private readonly deleteStore: DeleteStore,
    private readonly connectStore: ConnectStore,
  ) {}

  @Get()
  @ApiRoute({
    summary: 'List your stores',
    data: StoreDto,
    list: true,
    example: { items: [EXAMPLE_STORE], page: { limit: 50, next_cursor: null, has_more: false } },
  })
  list(@CurrentCaller() caller: Caller, @Query() query: StoreListQueryDto): Promise<RawJson> {
    return this.queries.list(caller.user_id, query);
  }

  @Post()
  @ApiRoute({
    summary: 'Create a store',
    description: 'It is not connected to its shop yet.',
    data: StoreDto,
    status: 201,
    message: 'Store created',
    example: { ...EXAMPLE_STORE, has_credentials: false, platform_store_id: null },
    idempotent: true,
    failures: ['MALFORMED_JSON'],
  })
  async create(@CurrentCaller() caller: Caller, @Body() input: CreateStoreDto): Promise<Reply<Json>> {
    const store = await this.createStore.run(caller.user_id, input);
    const reply = created(store.view, `/api/v1/stores/${store.id}`, 'Store created');
    reply.headers.ETag = store.etag;
    return reply;
  }

  @Get(':store_id')
  @ApiRoute({ summary: 'Get a store', data: StoreDto, example: EXAMPLE_STORE, failures: ['NOT_FOUND'], etag: 'read' })
  async get(@CurrentCaller() caller: Caller, @StoreId() id: string): Promise<Reply<Json>> {
    const store = await this.queries.get(caller.user_id, id);
    return ok(store.view, 'Operation completed successfully', { ETag: store.etag });
  }

  @Put(':store_id')
  @ApiRoute({
    summary: 'Change a store',
    description: 'Fields given are changed, others kept; null clears.',
    data: StoreDto,
    message: 'Store updated',
    example: EXAMPLE_STORE,
    failures: ['NOT_FOUND', 'MALFORMED_JSON'],
    etag: 'write',
  })
  async update(
    @CurrentCaller() caller: Caller,
    @StoreId() id: string,
    @Body() input: UpdateStoreDto,
    @IfMatch() ifMatch?: string,
  ): Promise<Reply<Json>> {
    const store = await this.updateStore.run(caller.user_id, id, input, ifMatch);
    return ok(store.view, 'Store updated', { ETag: store.etag });
  }

  @Delete(':store_id')
  @ApiRoute({
    summary: 'Delete a store',
    description: 'With everything of it: products, orders, jobs, credentials, and its webhooks at the shop.',
    data: null,
    message: 'Store deleted',
    example: null,
    failures: ['NOT_FOUND'],
    etag: 'write',
  })
  async delete(
    @CurrentCaller() caller: Caller,
    @StoreId() id: string,
    @IfMatch() ifMatch?: string,
  ): Promise<Reply<null>> {
    await this.deleteStore.run(caller.user_id, id, ifMatch);
    return ok(null, 'Store deleted');
  }

  @Post(':store_id/connect')
  @ApiRoute({
    summary: 'Connect a store to its shop',
    description:
      'Verifies the credentials at the shop, seals them, registers webhooks where a public address is configured, and starts the first import. Wrong credentials: nothing is stored.',
    data: ConnectAnswerDto,
    status: 202,
    message: 'Store connected',
    example: EXAMPLE_CONNECTED,
    idempotent: true,
    failures: [
      'NOT_FOUND',
      'CONFLICT',
      'MALFORMED_JSON',
      'PROVIDER_AUTH_FAILED',
      'PROVIDER_REJECTED',
      'PROVIDER_UNAVAILABLE',
      'PROVIDER_NOT_CONFIGURED',
    ],
  })
  async connect(
    @CurrentCaller() caller: Caller,
    @StoreId() id: string,
    @Body() input: ConnectStoreDto,
  ): Promise<Reply<{ store: Json; job: JobView | null }>> {
    const connected = await this.connectStore.run(caller.user_id, id, input.credentials, input.skip_sync ?? false);
    return accepted(
      connected,
      connected.job ? `/api/v1/jobs/${connected.job.id}` : `/api/v1/stores/${id}`,
      'Store connected',
    );
  }
}

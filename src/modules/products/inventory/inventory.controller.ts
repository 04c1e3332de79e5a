import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute } from '../../../common/http/api-docs.js';
import { Answers200, type Caller, CurrentCaller } from '../../../common/http/http.decorators.js';
import { accepted, ok, type RawJson, type Reply } from '../../../common/http/reply.js';
import { UuidParameter } from '../../../common/http/validation.js';
import { EXAMPLE_SETTLE_JOB, type JobView } from '../../jobs/jobs.api.js';
import { StoreChanges, StoresApi } from '../../stores/stores.api.js';
import {
  EXAMPLE_INVENTORY,
  EXAMPLE_RESULTS,
  InventoryItemDto,
  InventoryListQueryDto,
  type InventoryResultDto,
  InventoryResultsDto,
  LocationDto,
  PendingInventoryDto,
  SetInventoryDto,
} from './inventory.dto.js';
import { InventoryQueries } from './inventory.queries.js';
import { SetInventory } from './set-inventory.js';

const StoreId = (): ParameterDecorator => Param('store_id', new UuidParameter('store_id'));

const UNHEARD = 'The shop was not heard; the job goes on until it is known';

const EXAMPLE_LOCATIONS = {
  items: [{ platform_location_id: '655441491', name: 'Warehouse', is_active: true }],
  page: { limit: 1, next_cursor: null, has_more: false },
};

@ApiTags('Inventory')
@Controller('stores/:store_id')
export class InventoryController {
  constructor(
    private readonly queries: InventoryQueries,
    private readonly setInventory: SetInventory,
    private readonly stores: StoresApi,
    private readonly changes: StoreChanges,
  ) {}

  @Get('inventory')
  @ApiRoute({
    summary: 'List the stock of a store',
    description: 'By variant, with what lies in each location.',
    data: InventoryItemDto,
    list: true,
    example: { items: [EXAMPLE_INVENTORY], page: { limit: 50, next_cursor: null, has_more: false } },
    failures: ['NOT_FOUND'],
  })
  async list(
    @CurrentCaller() caller: Caller,
    @StoreId() storeId: string,
    @Query() query: InventoryListQueryDto,
  ): Promise<RawJson> {
    await this.stores.get(caller.user_id, storeId);
    return this.queries.list(caller.user_id, storeId, query);
  }

  @Get('locations')
  @ApiRoute({
    summary: 'List the locations of a store',
    description: 'As the shop has them now; all on one page.',
    data: LocationDto,
    list: true,
    example: EXAMPLE_LOCATIONS,
    failures: ['NOT_FOUND', 'INVALID_STATE', 'PROVIDER_AUTH_FAILED', 'PROVIDER_REJECTED', 'PROVIDER_UNAVAILABLE'],
  })
  async locations(
    @CurrentCaller() caller: Caller,
    @StoreId() storeId: string,
  ): Promise<{ items: LocationDto[]; page: object }> {
    const store = await this.stores.get(caller.user_id, storeId);
    const items = await this.changes.locations(store);
    return { items, page: { limit: items.length, next_cursor: null, has_more: false } };
  }

  @Post('inventory')
  @Answers200()
  @ApiRoute({
    summary: 'Set or adjust stock',
    description:
      'Up to 100 changes, each a compare-and-set at the shop: one that was not what was expected there is `stale` and did not change. All stale: 409 CONFLICT with the results. Nothing can be made negative. No answer of the shop: 202 with `{ results: [], job }`.',
    data: InventoryResultsDto,
    message: 'Stock set',
    example: EXAMPLE_RESULTS,
    others: [
      {
        status: 202,
        when: 'No answer of the shop was heard: the job finds out what became of it, and sees it through',
        data: PendingInventoryDto,
        message: UNHEARD,
        example: { results: [], job: EXAMPLE_SETTLE_JOB },
      },
    ],
    failures: [
      'NOT_FOUND',
      'CONFLICT',
      'INVALID_STATE',
      'MALFORMED_JSON',
      'PROVIDER_AUTH_FAILED',
      'PROVIDER_REJECTED',
      'PROVIDER_UNAVAILABLE',
    ],
    idempotent: true,
  })
  async set(
    @CurrentCaller() caller: Caller,
    @StoreId() storeId: string,
    @Body() input: SetInventoryDto,
  ): Promise<Reply<{ results: InventoryResultDto[]; job?: JobView }>> {
    const outcome = await this.setInventory.run(caller.user_id, storeId, input.changes);
    if (outcome.state === 'done') return ok({ results: outcome.results }, 'Stock set');
    const { job, results } = outcome;
    return accepted({ results, job }, `/api/v1/jobs/${job.id}`, UNHEARD);
  }
}

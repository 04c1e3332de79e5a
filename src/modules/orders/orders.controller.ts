import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute } from '../../common/http/api-docs.js';
import { type Caller, CurrentCaller } from '../../common/http/http.decorators.js';
import { ok, type RawJson, type Reply } from '../../common/http/reply.js';
import { UuidParameter } from '../../common/http/validation.js';
import { StoresApi } from '../stores/stores.api.js';
import { TimelineQueryDto } from './order-story.dto.js';
import { OrderDto, TimelineEntryDto, WholeOrderDto } from './order.dto.js';
import { EXAMPLE_ORDER, EXAMPLE_WHOLE_ORDER } from './order.example.js';
import { AllOrdersQueryDto, OrderListQueryDto } from './orders.dto.js';
import { OrderQueries } from './orders.queries.js';

const LIST_EXAMPLE = { items: [EXAMPLE_ORDER], page: { limit: 50, next_cursor: null, has_more: false } };

@ApiTags('Orders')
@Controller()
export class OrdersController {
  constructor(
    private readonly queries: OrderQueries,
    private readonly stores: StoresApi,
  ) {}

  @Get('orders')
  @ApiRoute({ summary: 'List the orders of all your stores', data: OrderDto, list: true, example: LIST_EXAMPLE })
  listAll(@CurrentCaller() caller: Caller, @Query() query: AllOrdersQueryDto): Promise<RawJson> {
    return this.queries.listAll(caller.user_id, query);
  }

  @Get('orders/:order_id')
  @ApiRoute({
    summary: 'Get an order',
    description: 'With its lines, fulfilments, refunds and timeline.',
    data: WholeOrderDto,
    example: EXAMPLE_WHOLE_ORDER,
    failures: ['NOT_FOUND'],
    etag: 'read',
  })
  async get(
    @CurrentCaller() caller: Caller,
    @Param('order_id', new UuidParameter('order_id')) id: string,
  ): Promise<Reply<RawJson>> {
    const { order, etag } = await this.queries.get(caller.user_id, id);
    return ok(order, 'Operation completed successfully', { ETag: etag });
  }

  @Get('orders/:order_id/timeline')
  @ApiRoute({
    summary: 'List what happened to an order',
    description: 'What the platform’s own times tell and what was done from here, with who and from where.',
    data: TimelineEntryDto,
    list: true,
    example: {
      items: EXAMPLE_WHOLE_ORDER.timeline,
      page: { limit: 50, next_cursor: null, has_more: false },
    },
    failures: ['NOT_FOUND'],
  })
  timeline(
    @CurrentCaller() caller: Caller,
    @Param('order_id', new UuidParameter('order_id')) id: string,
    @Query() query: TimelineQueryDto,
  ): Promise<RawJson> {
    return this.queries.timeline(caller.user_id, id, query);
  }

  @Get('stores/:store_id/orders')
  @ApiRoute({
    summary: 'List the orders of a store',
    data: OrderDto,
    list: true,
    example: LIST_EXAMPLE,
    failures: ['NOT_FOUND'],
  })
  async listOfStore(
    @CurrentCaller() caller: Caller,
    @Param('store_id', new UuidParameter('store_id')) storeId: string,
    @Query() query: OrderListQueryDto,
  ): Promise<RawJson> {
    await this.stores.get(caller.user_id, storeId);
    return this.queries.listOfStore(caller.user_id, storeId, query);
  }
}

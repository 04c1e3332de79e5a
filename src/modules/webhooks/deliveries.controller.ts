import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute } from '../../common/http/api-docs.js';
import { Answers200, type Caller, CurrentCaller } from '../../common/http/http.decorators.js';
import { ok, type RawJson, type Reply } from '../../common/http/reply.js';
import { RetriedDto } from '../../common/inbox/delivery.dto.js';
import { DeliveryLists } from '../../common/inbox/delivery-lists.js';
import { RetryDeliveries } from '../../common/inbox/retry-deliveries.js';
import type { Json } from '../../common/json.js';
import { UuidParameter } from '../../common/http/validation.js';
import { StoresApi } from '../stores/stores.api.js';
import {
  DeliveryDto,
  DeliveryListQueryDto,
  EXAMPLE_DEAD_DELIVERY,
  EXAMPLE_DELIVERY,
  EXAMPLE_RETRIED_DELIVERY,
  EXAMPLE_WHOLE_DELIVERY,
  WholeDeliveryDto,
} from './deliveries.dto.js';

const StoreId = (): ParameterDecorator => Param('store_id', new UuidParameter('store_id'));
const DeliveryId = (): ParameterDecorator => Param('delivery_id', new UuidParameter('delivery_id'));

/** A store's inbox, for its owner: what the shop told us, and what became of it. */
@ApiTags('Webhooks')
@Controller('stores/:store_id/webhooks/deliveries')
export class DeliveriesController {
  constructor(
    private readonly stores: StoresApi,
    private readonly deliveries: DeliveryLists,
    private readonly retryDeliveries: RetryDeliveries,
  ) {}

  @Get()
  @ApiRoute({
    summary: 'List what a shop delivered',
    description: 'Each delivery with what became of it; `status=dead` are those that were given up.',
    data: DeliveryDto,
    list: true,
    example: {
      items: [EXAMPLE_DELIVERY, EXAMPLE_DEAD_DELIVERY],
      page: { limit: 50, next_cursor: null, has_more: false },
    },
    failures: ['NOT_FOUND'],
  })
  async list(
    @CurrentCaller() caller: Caller,
    @StoreId() storeId: string,
    @Query() query: DeliveryListQueryDto,
  ): Promise<RawJson> {
    await this.stores.get(caller.user_id, storeId);
    return this.deliveries.list(storeId, query);
  }

  @Post('retry-dead')
  @Answers200()
  @ApiRoute({
    summary: 'Try all deliveries again that were given up',
    data: RetriedDto,
    message: 'The deliveries wait to be worked off',
    example: { retried: 3 },
    failures: ['NOT_FOUND'],
    idempotent: true,
  })
  async retryDead(@CurrentCaller() caller: Caller, @StoreId() storeId: string): Promise<Reply<RetriedDto>> {
    await this.stores.get(caller.user_id, storeId);
    const retried = await this.retryDeliveries.allDead(caller.user_id, storeId);
    return ok({ retried }, 'The deliveries wait to be worked off');
  }

  @Get(':delivery_id')
  @ApiRoute({
    summary: 'Get a delivery',
    description: 'With its headers and its body; secrets are never shown.',
    data: WholeDeliveryDto,
    example: EXAMPLE_WHOLE_DELIVERY,
    failures: ['NOT_FOUND'],
  })
  async get(@CurrentCaller() caller: Caller, @StoreId() storeId: string, @DeliveryId() id: string): Promise<Json> {
    await this.stores.get(caller.user_id, storeId);
    return this.deliveries.get(storeId, id);
  }

  @Post(':delivery_id/retry')
  @Answers200()
  @ApiRoute({
    summary: 'Try a delivery again',
    description: 'One that failed or was given up is due at once; one that waits already stays as it is.',
    data: DeliveryDto,
    message: 'The delivery waits to be worked off',
    example: EXAMPLE_RETRIED_DELIVERY,
    failures: ['NOT_FOUND', 'INVALID_STATE'],
    idempotent: true,
  })
  async retry(
    @CurrentCaller() caller: Caller,
    @StoreId() storeId: string,
    @DeliveryId() id: string,
  ): Promise<Reply<Json>> {
    await this.stores.get(caller.user_id, storeId);
    return ok(await this.retryDeliveries.one(caller.user_id, storeId, id), 'The delivery waits to be worked off');
  }
}

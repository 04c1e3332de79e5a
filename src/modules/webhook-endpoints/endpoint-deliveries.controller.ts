import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute } from '../../common/http/api-docs.js';
import { type Caller, CurrentCaller } from '../../common/http/http.decorators.js';
import { accepted, type RawJson, type Reply } from '../../common/http/reply.js';
import { UuidParameter } from '../../common/http/validation.js';
import { SendDelivery } from './commands/send-delivery.js';
import { EndpointQueries } from './endpoint.queries.js';
import {
  EndpointDeliveryDto,
  EXAMPLE_DELIVERY,
  EXAMPLE_PAYLOAD,
  WholeEndpointDeliveryDto,
} from './webhook-endpoint.dto.js';
import { DeliveryListQueryDto } from './webhook-endpoints.dto.js';

const EndpointId = (): ParameterDecorator => Param('endpoint_id', new UuidParameter('endpoint_id'));
const DeliveryId = (): ParameterDecorator => Param('endpoint_delivery_id', new UuidParameter('endpoint_delivery_id'));
const WAITING = {
  ...EXAMPLE_DELIVERY,
  status: 'pending',
  attempts: 0,
  next_attempt_at: '2026-11-22T10:30:00.000Z',
  last_attempt_at: null,
  delivered_at: null,
  response: null,
  payload: null,
};

@ApiTags('Webhook endpoints')
@Controller('webhook-endpoints/:endpoint_id')
export class EndpointDeliveriesController {
  constructor(
    private readonly queries: EndpointQueries,
    private readonly sendDelivery: SendDelivery,
  ) {}

  @Get('deliveries')
  @ApiRoute({
    summary: 'List what a webhook endpoint was told',
    description: 'Deliveries are kept for 30 days.',
    data: EndpointDeliveryDto,
    list: true,
    example: { items: [EXAMPLE_DELIVERY], page: { limit: 50, next_cursor: null, has_more: false } },
    failures: ['NOT_FOUND'],
  })
  list(
    @CurrentCaller() caller: Caller,
    @EndpointId() endpointId: string,
    @Query() query: DeliveryListQueryDto,
  ): Promise<RawJson> {
    return this.queries.deliveries(caller.user_id, endpointId, query);
  }

  @Get('deliveries/:endpoint_delivery_id')
  @ApiRoute({
    summary: 'Get a delivery with what was sent',
    data: WholeEndpointDeliveryDto,
    example: { ...EXAMPLE_DELIVERY, payload: EXAMPLE_PAYLOAD },
    failures: ['NOT_FOUND'],
  })
  get(@CurrentCaller() caller: Caller, @EndpointId() endpointId: string, @DeliveryId() id: string): Promise<RawJson> {
    return this.queries.delivery(caller.user_id, endpointId, id);
  }

  @Post('deliveries/:endpoint_delivery_id/redeliver')
  @ApiRoute({
    summary: 'Send a delivery again',
    description: 'The same bytes with the same `webhook-id`, whether it had arrived or not, and all its tries anew.',
    data: WholeEndpointDeliveryDto,
    status: 202,
    message: 'The delivery will be sent again',
    example: { ...WAITING, payload: EXAMPLE_PAYLOAD },
    failures: ['NOT_FOUND', 'INVALID_STATE'],
    idempotent: true,
  })
  async redeliver(
    @CurrentCaller() caller: Caller,
    @EndpointId() endpointId: string,
    @DeliveryId() id: string,
  ): Promise<Reply<RawJson>> {
    await this.sendDelivery.again(caller.user_id, endpointId, id);
    return this.waiting(caller, endpointId, id, 'The delivery will be sent again');
  }

  @Post('test')
  @ApiRoute({
    summary: 'Send a test event to a webhook endpoint',
    description: 'An event of type `ping`, signed and sent as every other; the delivery shows what was answered.',
    data: WholeEndpointDeliveryDto,
    status: 202,
    message: 'The test event will be sent',
    example: { ...WAITING, type: 'ping', store_id: null, subject_id: null },
    failures: ['NOT_FOUND', 'INVALID_STATE'],
    idempotent: true,
  })
  async test(@CurrentCaller() caller: Caller, @EndpointId() endpointId: string): Promise<Reply<RawJson>> {
    const id = await this.sendDelivery.test(caller.user_id, endpointId);
    return this.waiting(caller, endpointId, id, 'The test event will be sent');
  }

  private async waiting(caller: Caller, endpointId: string, id: string, message: string): Promise<Reply<RawJson>> {
    const delivery = await this.queries.delivery(caller.user_id, endpointId, id);
    return accepted(delivery, `/api/v1/webhook-endpoints/${endpointId}/deliveries/${id}`, message);
  }
}

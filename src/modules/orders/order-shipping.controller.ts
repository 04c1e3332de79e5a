import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute } from '../../common/http/api-docs.js';
import { Answers200, type Caller, CurrentCaller } from '../../common/http/http.decorators.js';
import type { Reply } from '../../common/http/reply.js';
import { FulfillOrder } from './commands/fulfill-order.js';
import { ShipOrder } from './commands/ship-order.js';
import { IfMatch, ON_STALE_DATA, OrderId, WRITE_FAILURES } from './order-actions.controller.js';
import { FulfillOrderDto, OrderFulfillmentAnswerDto, ShipOrderDto } from './order-actions.dto.js';
import { OrderAnswers, PENDING_ANSWER } from './order-answers.js';
import { OrderTrackingDto } from './order-story.dto.js';
import { OrderTracking } from './order-tracking.js';
import { EXAMPLE_FULFILLED, EXAMPLE_SHIPMENT } from './order.example.js';

/** What is on its way to the customer. */
@ApiTags('Orders')
@Controller('orders/:order_id')
export class OrderShippingController {
  constructor(
    private readonly answers: OrderAnswers,
    private readonly fulfillOrder: FulfillOrder,
    private readonly shipOrder: ShipOrder,
    private readonly tracking: OrderTracking,
  ) {}

  @Post('fulfill')
  @Answers200()
  @ApiRoute({
    summary: 'Fulfil an order, whole or in part',
    description: `Without items: all that is left. Never more than is left: 409 \`CONFLICT\` with \`details.items: [{ order_item_id, quantity, left }]\`. ${ON_STALE_DATA}`,
    data: OrderFulfillmentAnswerDto,
    message: 'Order fulfilled',
    example: EXAMPLE_FULFILLED,
    others: [PENDING_ANSWER],
    failures: WRITE_FAILURES,
    idempotent: true,
    etag: 'write',
  })
  async fulfill(
    @CurrentCaller() caller: Caller,
    @OrderId() id: string,
    @Body() input: FulfillOrderDto,
    @IfMatch() ifMatch?: string,
  ): Promise<Reply> {
    const wish = { user_id: caller.user_id, order_id: id, if_match: ifMatch };
    const written = await this.fulfillOrder.run(wish, input);
    return this.answers.withFulfillment(caller.user_id, written, 'Order fulfilled');
  }

  @Post('ship')
  @Answers200()
  @ApiRoute({
    summary: 'Ship an order with its tracking',
    description: `Sets the tracking of a fulfilment: the named one, or the only one without; where there is none, all that is left is fulfilled with it. Several without tracking: 409 \`CONFLICT\` lists them. The same carrier and number again change nothing. ${ON_STALE_DATA}`,
    data: OrderFulfillmentAnswerDto,
    message: 'Order shipped',
    example: EXAMPLE_FULFILLED,
    others: [PENDING_ANSWER],
    failures: WRITE_FAILURES,
    idempotent: true,
    etag: 'write',
  })
  async ship(
    @CurrentCaller() caller: Caller,
    @OrderId() id: string,
    @Body() input: ShipOrderDto,
    @IfMatch() ifMatch?: string,
  ): Promise<Reply> {
    const wish = { user_id: caller.user_id, order_id: id, if_match: ifMatch };
    const written = await this.shipOrder.run(wish, input);
    return this.answers.withFulfillment(caller.user_id, written, 'Order shipped');
  }

  @Get('tracking')
  @ApiRoute({
    summary: 'Where an order’s parcels are',
    description: 'What the platform said of each, step by step as it came in.',
    data: OrderTrackingDto,
    example: { shipments: [EXAMPLE_SHIPMENT] },
    failures: ['NOT_FOUND'],
  })
  async shipments(@CurrentCaller() caller: Caller, @OrderId() id: string): Promise<OrderTrackingDto> {
    return { shipments: await this.tracking.of(caller.user_id, id) };
  }
}

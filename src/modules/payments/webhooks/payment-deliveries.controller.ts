import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute } from '../../../common/http/api-docs.js';
import { Answers200, type Caller, CurrentCaller } from '../../../common/http/http.decorators.js';
import { ok, type RawJson, type Reply } from '../../../common/http/reply.js';
import { UuidParameter } from '../../../common/http/validation.js';
import { RetriedDto } from '../../../common/inbox/delivery.dto.js';
import { DeliveryLists } from '../../../common/inbox/delivery-lists.js';
import { RetryDeliveries } from '../../../common/inbox/retry-deliveries.js';
import type { Json } from '../../../common/json.js';
import { PaymentWebhookQueries } from './payment-webhook.queries.js';
import {
  EXAMPLE_DEAD_PAYMENT_DELIVERY,
  EXAMPLE_PAYMENT_DELIVERY,
  EXAMPLE_PAYMENT_WEBHOOKS,
  EXAMPLE_RETRIED_PAYMENT_DELIVERY,
  EXAMPLE_WHOLE_PAYMENT_DELIVERY,
  PaymentDeliveryDto,
  PaymentDeliveryListQueryDto,
  PaymentWebhooksDto,
  WholePaymentDeliveryDto,
} from './payment-deliveries.dto.js';

const ProcessorId = (): ParameterDecorator => Param('processor_id', new UuidParameter('processor_id'));
const DeliveryId = (): ParameterDecorator => Param('payment_delivery_id', new UuidParameter('payment_delivery_id'));

/** A processor's inbox, for its owner: what the provider told us, and what became of it. */
@ApiTags('Payment processors')
@Controller('payment-processors/:processor_id/webhooks')
export class PaymentDeliveriesController {
  constructor(
    private readonly webhooks: PaymentWebhookQueries,
    private readonly deliveries: DeliveryLists,
    private readonly retryDeliveries: RetryDeliveries,
  ) {}

  @Get()
  @ApiRoute({
    summary: 'See whether the provider tells us what happens',
    data: PaymentWebhooksDto,
    example: EXAMPLE_PAYMENT_WEBHOOKS,
    failures: ['NOT_FOUND'],
  })
  standing(@CurrentCaller() caller: Caller, @ProcessorId() processorId: string): Promise<Json> {
    return this.webhooks.standing(caller.user_id, processorId);
  }

  @Get('deliveries')
  @ApiRoute({
    summary: 'List what a payment provider delivered',
    description: 'Each delivery with what became of it; `status=dead` are those that were given up.',
    data: PaymentDeliveryDto,
    list: true,
    example: {
      items: [EXAMPLE_PAYMENT_DELIVERY, EXAMPLE_DEAD_PAYMENT_DELIVERY],
      page: { limit: 50, next_cursor: null, has_more: false },
    },
    failures: ['NOT_FOUND'],
  })
  async list(
    @CurrentCaller() caller: Caller,
    @ProcessorId() processorId: string,
    @Query() query: PaymentDeliveryListQueryDto,
  ): Promise<RawJson> {
    await this.webhooks.requireOwn(caller.user_id, processorId);
    return this.deliveries.list(processorId, query);
  }

  @Post('deliveries/retry-dead')
  @Answers200()
  @ApiRoute({
    summary: 'Try all deliveries of a payment provider again that were given up',
    data: RetriedDto,
    message: 'The deliveries wait to be worked off',
    example: { retried: 3 },
    failures: ['NOT_FOUND'],
    idempotent: true,
  })
  async retryDead(@CurrentCaller() caller: Caller, @ProcessorId() processorId: string): Promise<Reply<RetriedDto>> {
    await this.webhooks.requireOwn(caller.user_id, processorId);
    const retried = await this.retryDeliveries.allDead(caller.user_id, processorId);
    return ok({ retried }, 'The deliveries wait to be worked off');
  }

  @Get('deliveries/:payment_delivery_id')
  @ApiRoute({
    summary: 'Get a delivery of a payment provider',
    description: 'With its headers and its body; secrets are never shown.',
    data: WholePaymentDeliveryDto,
    example: EXAMPLE_WHOLE_PAYMENT_DELIVERY,
    failures: ['NOT_FOUND'],
  })
  async get(
    @CurrentCaller() caller: Caller,
    @ProcessorId() processorId: string,
    @DeliveryId() id: string,
  ): Promise<Json> {
    await this.webhooks.requireOwn(caller.user_id, processorId);
    return this.deliveries.get(processorId, id);
  }

  @Post('deliveries/:payment_delivery_id/retry')
  @Answers200()
  @ApiRoute({
    summary: 'Try a delivery of a payment provider again',
    description: 'One that failed or was given up is due at once; one that waits already stays as it is.',
    data: PaymentDeliveryDto,
    message: 'The delivery waits to be worked off',
    example: EXAMPLE_RETRIED_PAYMENT_DELIVERY,
    failures: ['NOT_FOUND', 'INVALID_STATE'],
    idempotent: true,
  })
  async retry(
    @CurrentCaller() caller: Caller,
    @ProcessorId() processorId: string,
    @DeliveryId() id: string,
  ): Promise<Reply<Json>> {
    await this.webhooks.requireOwn(caller.user_id, processorId);
    const delivery = await this.retryDeliveries.one(caller.user_id, processorId, id);
    return ok(delivery, 'The delivery waits to be worked off');
  }
}

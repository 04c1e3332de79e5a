import { Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiRoute } from '../../common/http/api-docs.js';
import { deliveredBy } from '../../common/inbox/delivered.js';
import { DeliveryAnswerDto } from '../../common/inbox/delivery.dto.js';
import { Public, RateLimited } from '../../common/http/http.decorators.js';
import { ok, type Reply } from '../../common/http/reply.js';
import { UuidParameter } from '../../common/http/validation.js';
import { ReceiveDelivery } from './receive-delivery.js';

/** Where the platforms deliver. Public: the signature over the raw bytes is the authentication. */
@ApiTags('Webhooks')
@Public()
@RateLimited('unlimited')
@Controller('webhooks')
export class WebhooksController {
  constructor(private readonly receiveDelivery: ReceiveDelivery) {}

  @Post(':platform/:store_id')
  @HttpCode(200)
  @ApiConsumes('application/json', 'application/x-www-form-urlencoded')
  @ApiBody({ description: 'As the platform signs it', schema: { type: 'object' } })
  @ApiRoute({
    summary: 'Take a delivery of a platform',
    description:
      'For the platforms, not for you. Stored before it is acknowledged; the same delivery twice is taken once.',
    data: DeliveryAnswerDto,
    message: 'Delivery received',
    example: { received: true },
    open: true,
    failures: ['NOT_FOUND', 'UNAUTHENTICATED'],
  })
  async receive(
    @Param('platform') platform: string,
    @Param('store_id', new UuidParameter('store_id')) storeId: string,
    @Req() request: FastifyRequest,
  ): Promise<Reply<{ received: boolean }>> {
    await this.receiveDelivery.run(platform, storeId, deliveredBy(request));
    return ok({ received: true }, 'Delivery received');
  }
}

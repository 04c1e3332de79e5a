import { Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiRoute } from '../../../common/http/api-docs.js';
import { Public, RateLimited } from '../../../common/http/http.decorators.js';
import { ok, type Reply } from '../../../common/http/reply.js';
import { UuidParameter } from '../../../common/http/validation.js';
import { deliveredBy } from '../../../common/inbox/delivered.js';
import { DeliveryAnswerDto } from '../../../common/inbox/delivery.dto.js';
import { ReceivePaymentDelivery } from './receive-payment-delivery.js';

/** Where payment providers deliver. Public: the signature over the raw bytes is the authentication. */
@ApiTags('Webhooks')
@Public()
@RateLimited('unlimited')
@Controller('webhooks/payments')
export class PaymentWebhooksController {
  constructor(private readonly receiveDelivery: ReceivePaymentDelivery) {}

  @Post(':provider/:processor_id')
  @HttpCode(200)
  @ApiBody({ description: 'As the provider signs it', schema: { type: 'object' } })
  @ApiRoute({
    summary: 'Take a delivery of a payment provider',
    description:
      'For the providers, not for you. Stored before it is acknowledged; the same event twice is taken once. 503: it cannot be told now whether it is genuine, deliver it again.',
    data: DeliveryAnswerDto,
    message: 'Delivery received',
    example: { received: true },
    open: true,
    failures: ['NOT_FOUND', 'UNAUTHENTICATED', 'PROVIDER_UNAVAILABLE'],
  })
  async receive(
    @Param('provider') provider: string,
    @Param('processor_id', new UuidParameter('processor_id')) processorId: string,
    @Req() request: FastifyRequest,
  ): Promise<Reply<{ received: boolean }>> {
    await this.receiveDelivery.run(provider, processorId, deliveredBy(request));
    return ok({ received: true }, 'Delivery received');
  }
}

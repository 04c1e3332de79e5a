import { Body, Controller, Delete, Get, Headers, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute } from '../../common/http/api-docs.js';
import { Answers200, type Caller, CurrentCaller } from '../../common/http/http.decorators.js';
import { created, ok, type RawJson, type Reply } from '../../common/http/reply.js';
import { UuidParameter } from '../../common/http/validation.js';
import type { Json, JsonObject } from '../../common/json.js';
import { CreateEndpoint } from './commands/create-endpoint.js';
import { DeleteEndpoint } from './commands/delete-endpoint.js';
import { RotateSecret } from './commands/rotate-secret.js';
import { UpdateEndpoint } from './commands/update-endpoint.js';
import { EndpointQueries } from './endpoint.queries.js';
import { EndpointWithSecretDto, EXAMPLE_ENDPOINT, EXAMPLE_SECRET, WebhookEndpointDto } from './webhook-endpoint.dto.js';
import { CreateEndpointDto, EndpointListQueryDto, UpdateEndpointDto } from './webhook-endpoints.dto.js';

const VERIFICATION = `Events are sent as POST with JSON \`{ id, type, created_at, api_version, data }\`, signed as
[Standard Webhooks](https://www.standardwebhooks.com) are. \`data\` has the ids and, where it is about one order or product,
that record as the API shows it (null when it is gone meanwhile).

To verify a delivery, before its body is parsed:

1. Take the headers \`webhook-id\`, \`webhook-timestamp\` (Unix seconds) and \`webhook-signature\`. Refuse a timestamp more
   than five minutes off.
2. The key is what follows \`whsec_\` in the secret, decoded from base64.
3. Compute HMAC-SHA256 over the bytes \`webhook-id + "." + webhook-timestamp + "." + body\`, and write it as base64.
4. It must equal, compared in constant time, one of the signatures in \`webhook-signature\`: they are separated by spaces,
   each \`v1,\` and the base64 text.
5. Keep the \`webhook-id\`: the same event may come more than once, always with the same id, and not in order.

Answer 2xx within ten seconds. Anything else (redirects too) is tried again with growing pauses over some 24 hours; 410 switches
the endpoint off at once, three days of nothing but failures switch it off with a mail to you. Private addresses are refused.`;

const EndpointId = (): ParameterDecorator => Param('endpoint_id', new UuidParameter('endpoint_id'));
const IfMatch = (): ParameterDecorator => Headers('If-Match');

@ApiTags('Webhook endpoints')
@Controller('webhook-endpoints')
export class WebhookEndpointsController {
  constructor(
    private readonly queries: EndpointQueries,
    private readonly createEndpoint: CreateEndpoint,
    private readonly updateEndpoint: UpdateEndpoint,
    private readonly deleteEndpoint: DeleteEndpoint,
    private readonly rotateSecret: RotateSecret,
  ) {}

  @Get()
  @ApiRoute({
    summary: 'List your webhook endpoints',
    data: WebhookEndpointDto,
    list: true,
    example: { items: [EXAMPLE_ENDPOINT], page: { limit: 50, next_cursor: null, has_more: false } },
  })
  list(@CurrentCaller() caller: Caller, @Query() query: EndpointListQueryDto): Promise<RawJson> {
    return this.queries.list(caller.user_id, query);
  }

  @Post()
  @ApiRoute({
    summary: 'Create a webhook endpoint',
    description: VERIFICATION,
    data: EndpointWithSecretDto,
    status: 201,
    message: 'Webhook endpoint created',
    example: { ...EXAMPLE_ENDPOINT, secret: EXAMPLE_SECRET },
    failures: ['MALFORMED_JSON', 'CONFLICT'],
    idempotent: true,
  })
  async create(@CurrentCaller() caller: Caller, @Body() input: CreateEndpointDto): Promise<Reply<Json>> {
    const made = await this.createEndpoint.run(caller.user_id, input);
    const reply = created(
      { ...(made.view as JsonObject), secret: made.secret },
      `/api/v1/webhook-endpoints/${made.id}`,
      'Webhook endpoint created',
    );
    reply.headers.ETag = made.etag;
    return reply;
  }

  @Get(':endpoint_id')
  @ApiRoute({
    summary: 'Get a webhook endpoint',
    data: WebhookEndpointDto,
    example: EXAMPLE_ENDPOINT,
    failures: ['NOT_FOUND'],
    etag: 'read',
  })
  async get(@CurrentCaller() caller: Caller, @EndpointId() id: string): Promise<Reply<Json>> {
    const { view, etag } = await this.queries.get(caller.user_id, id);
    return ok(view, 'Operation completed successfully', { ETag: etag });
  }

  @Put(':endpoint_id')
  @ApiRoute({
    summary: 'Change a webhook endpoint',
    description: 'Fields given are changed, others kept; null clears.',
    data: WebhookEndpointDto,
    message: 'Webhook endpoint updated',
    example: EXAMPLE_ENDPOINT,
    failures: ['NOT_FOUND', 'MALFORMED_JSON'],
    etag: 'write',
  })
  async update(
    @CurrentCaller() caller: Caller,
    @EndpointId() id: string,
    @Body() input: UpdateEndpointDto,
    @IfMatch() ifMatch?: string,
  ): Promise<Reply<Json>> {
    const { view, etag } = await this.updateEndpoint.run(caller.user_id, id, input, ifMatch);
    return ok(view, 'Webhook endpoint updated', { ETag: etag });
  }

  @Delete(':endpoint_id')
  @ApiRoute({
    summary: 'Delete a webhook endpoint',
    description: 'With its deliveries, those that wait as well.',
    data: null,
    message: 'Webhook endpoint deleted',
    example: null,
    failures: ['NOT_FOUND'],
    etag: 'write',
  })
  async delete(
    @CurrentCaller() caller: Caller,
    @EndpointId() id: string,
    @IfMatch() ifMatch?: string,
  ): Promise<Reply<null>> {
    await this.deleteEndpoint.run(caller.user_id, id, ifMatch);
    return ok(null, 'Webhook endpoint deleted');
  }

  @Post(':endpoint_id/rotate-secret')
  @Answers200()
  @ApiRoute({
    summary: 'Give a webhook endpoint a new secret',
    description: 'For 24 hours deliveries are signed with both, so that you can change over without losing one.',
    data: EndpointWithSecretDto,
    message: 'Secret rotated',
    example: { ...EXAMPLE_ENDPOINT, previous_secret_expires_at: '2026-11-23T10:30:00.000Z', secret: EXAMPLE_SECRET },
    failures: ['NOT_FOUND'],
    idempotent: true,
  })
  async rotate(@CurrentCaller() caller: Caller, @EndpointId() id: string): Promise<Reply<Json>> {
    const { view, etag, secret } = await this.rotateSecret.run(caller.user_id, id);
    return ok({ ...(view as JsonObject), secret }, 'Secret rotated', { ETag: etag });
  }
}

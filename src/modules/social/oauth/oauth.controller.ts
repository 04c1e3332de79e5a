import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiParam, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EXAMPLE_ACCOUNT } from '../accounts/account.example.js';
import { ApiRoute } from '../../../common/http/api-docs.js';
import { type Caller, CurrentCaller, Public, Unwrapped } from '../../../common/http/http.decorators.js';
import { created, ok, type Reply } from '../../../common/http/reply.js';
import { UuidParameter } from '../../../common/http/validation.js';
import type { Json } from '../../../common/json.js';
import { SOCIAL_PLATFORMS } from '../networks/network.connection.js';
import { CallbackAnswer } from './callback-answer.js';
import { EXAMPLE_CONNECTION, EXAMPLE_FINISHED, EXAMPLE_STARTED } from './oauth.example.js';
import {
  FinishedOauthDto,
  OauthConnectionDto,
  PickAccountsDto,
  PickedAccountsDto,
  StartedOauthDto,
  StartOauthDto,
} from './oauth.dto.js';
import { OauthQueries } from './oauth.queries.js';
import { PickAccounts } from './pick-accounts.js';
import { platformOf } from './platform-of.js';
import { StartOauth } from './start-oauth.js';

const ApiPlatform = (): MethodDecorator => ApiParam({ name: 'platform', enum: SOCIAL_PLATFORMS });
const ConnectionId = (): ParameterDecorator => Param('connection_id', new UuidParameter('connection_id'));

@ApiTags('Social accounts')
@Controller('social/oauth')
export class OauthController {
  constructor(
    private readonly startOauth: StartOauth,
    private readonly callback: CallbackAnswer,
    private readonly queries: OauthQueries,
    private readonly pickAccounts: PickAccounts,
  ) {}

  @Post(':platform/start')
  @ApiPlatform()
  @ApiRoute({
    summary: 'Ask a person for consent',
    description:
      'Open `authorization_url` in a browser. The network sends the browser back to the callback, which shows what became of it, or sends it on to `redirect_to`. The state is good for one answer, for 10 minutes; PKCE (S256) where the network has it.',
    data: StartedOauthDto,
    status: 201,
    message: 'Consent begun',
    example: EXAMPLE_STARTED,
    failures: ['NOT_FOUND', 'MALFORMED_JSON', 'PROVIDER_NOT_CONFIGURED'],
    idempotent: true,
  })
  async start(
    @CurrentCaller() caller: Caller,
    @Param('platform') platform: string,
    @Body() input: StartOauthDto,
    @Req() request: FastifyRequest,
  ): Promise<Reply<StartedOauthDto>> {
    const origin = `${request.protocol}://${request.host}`;
    const started = await this.startOauth.run(caller.user_id, platformOf(platform), input, origin);
    return created(started, `/api/v1/social/oauth/connections/${started.connection_id}`, 'Consent begun');
  }

  @Get(':platform/callback')
  @ApiPlatform()
  @Public()
  @Unwrapped()
  @ApiQuery({ name: 'state', required: true, description: 'As it was sent' })
  @ApiQuery({ name: 'code', required: false, description: 'Or what the network calls it' })
  @ApiProduces('text/html', 'application/json')
  @ApiRoute({
    summary: 'Come back from a consent',
    description:
      'For browsers that the network sends back: a small page, a redirect (303) when `redirect_to` was given, or JSON for who asks for it. A state that is unknown, used or too old: 400 with the reason. A consent that was not given is told.',
    data: FinishedOauthDto,
    message: 'Consent received',
    example: EXAMPLE_FINISHED,
    open: true,
    failures: ['NOT_FOUND', 'PROVIDER_AUTH_FAILED', 'PROVIDER_REJECTED', 'PROVIDER_UNAVAILABLE'],
  })
  async finish(
    @Param('platform') platform: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() response: FastifyReply,
  ): Promise<void> {
    return this.callback.send(platformOf(platform), query, request, response);
  }

  @Get('connections/:connection_id')
  @ApiRoute({
    summary: 'See what a consent reaches',
    data: OauthConnectionDto,
    example: EXAMPLE_CONNECTION,
    failures: ['NOT_FOUND'],
  })
  get(@CurrentCaller() caller: Caller, @ConnectionId() id: string): Promise<Json> {
    return this.queries.get(caller.user_id, id);
  }

  @Post('connections/:connection_id/accounts')
  @HttpCode(200)
  @ApiRoute({
    summary: 'Add accounts of a consent',
    description:
      'All that are named, or none. The confirmation is what the callback told the browser: so nobody can be led to consent for somebody else.',
    data: PickedAccountsDto,
    message: 'Social accounts added',
    example: { accounts: [EXAMPLE_ACCOUNT] },
    failures: ['NOT_FOUND', 'FORBIDDEN', 'INVALID_STATE', 'CONFLICT', 'MALFORMED_JSON'],
    idempotent: true,
  })
  async pick(
    @CurrentCaller() caller: Caller,
    @ConnectionId() id: string,
    @Body() input: PickAccountsDto,
  ): Promise<Reply<{ accounts: Json[] }>> {
    return ok({ accounts: await this.pickAccounts.run(caller.user_id, id, input) }, 'Social accounts added');
  }
}

import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute } from '../../../common/http/api-docs.js';
import { type Caller, CurrentCaller } from '../../../common/http/http.decorators.js';
import { accepted, created, ok, type RawJson, type Reply } from '../../../common/http/reply.js';
import { UuidParameter } from '../../../common/http/validation.js';
import type { Json } from '../../../common/json.js';
import { EXAMPLE_JOB, JobAnswerDto, type JobView } from '../../jobs/jobs.api.js';
import { AccountHealthDto, SocialAccountDto } from './account-answer.dto.js';
import { AccountHealth } from './account-health.js';
import { EXAMPLE_ACCOUNT, EXAMPLE_HEALTH } from './account.example.js';
import { AccountQueries } from './account.queries.js';
import { AccountListQueryDto, CreateAccountDto, UpdateAccountDto, VerifyQueryDto } from './accounts.dto.js';
import { AddAccount } from './commands/add-account.js';
import { DeleteAccount } from './commands/delete-account.js';
import { StartVerify, VERIFY_JOB } from './commands/start-verify.js';
import { UpdateAccount } from './commands/update-account.js';

const AccountId = (): ParameterDecorator => Param('account_id', new UuidParameter('account_id'));

@ApiTags('Social accounts')
@Controller('social/accounts')
export class AccountsController {
  constructor(
    private readonly queries: AccountQueries,
    private readonly accountHealth: AccountHealth,
    private readonly addAccount: AddAccount,
    private readonly updateAccount: UpdateAccount,
    private readonly deleteAccount: DeleteAccount,
    private readonly startVerify: StartVerify,
  ) {}

  @Get()
  @ApiRoute({
    summary: 'List your social accounts',
    data: SocialAccountDto,
    list: true,
    example: { items: [EXAMPLE_ACCOUNT], page: { limit: 50, next_cursor: null, has_more: false } },
  })
  list(@CurrentCaller() caller: Caller, @Query() query: AccountListQueryDto): Promise<RawJson> {
    return this.queries.list(caller.user_id, query);
  }

  @Post()
  @ApiRoute({
    summary: 'Add a social account by its token',
    description:
      'Verified live before anything is stored: permissions, end, ad accounts, pages and the profile behind the page. A short-lived token is exchanged for a long-lived one. Where several accounts could be meant, `details.available` of the 400 lists them: name one. A token that lacks permissions: 424 that names them. An account that you have deleted before goes on with its campaigns. Or ask for consent: POST social/oauth/{platform}/start.',
    data: SocialAccountDto,
    status: 201,
    message: 'Social account added',
    example: EXAMPLE_ACCOUNT,
    idempotent: true,
    failures: [
      'CONFLICT',
      'MALFORMED_JSON',
      'PROVIDER_AUTH_FAILED',
      'PROVIDER_REJECTED',
      'PROVIDER_UNAVAILABLE',
      'PROVIDER_NOT_CONFIGURED',
    ],
  })
  async create(@CurrentCaller() caller: Caller, @Body() input: CreateAccountDto): Promise<Reply<Json>> {
    const account = await this.addAccount.run(caller.user_id, input);
    const reply = created(account.view, `/api/v1/social/accounts/${account.id}`, 'Social account added');
    reply.headers.ETag = account.etag;
    return reply;
  }

  @Get(':account_id')
  @ApiRoute({
    summary: 'Get a social account',
    data: SocialAccountDto,
    example: EXAMPLE_ACCOUNT,
    failures: ['NOT_FOUND'],
    etag: 'read',
  })
  async get(@CurrentCaller() caller: Caller, @AccountId() id: string): Promise<Reply<Json>> {
    const account = await this.queries.get(caller.user_id, id);
    return ok(account.view, 'Operation completed successfully', { ETag: account.etag });
  }

  @Put(':account_id')
  @ApiRoute({
    summary: 'Change a social account',
    description:
      'Fields given are changed, others kept. A new token or page is verified first; the token must reach the same account. Another proxy is tried at once, by a job.',
    data: SocialAccountDto,
    message: 'Social account updated',
    example: EXAMPLE_ACCOUNT,
    failures: [
      'NOT_FOUND',
      'CONFLICT',
      'MALFORMED_JSON',
      'INVALID_STATE',
      'PROVIDER_AUTH_FAILED',
      'PROVIDER_REJECTED',
      'PROVIDER_UNAVAILABLE',
    ],
    etag: 'write',
  })
  async update(
    @CurrentCaller() caller: Caller,
    @AccountId() id: string,
    @Body() input: UpdateAccountDto,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<Reply<Json>> {
    const account = await this.updateAccount.run(caller.user_id, id, input, ifMatch);
    return ok(account.view, 'Social account updated', { ETag: account.etag });
  }

  @Delete(':account_id')
  @ApiRoute({
    summary: 'Remove a social account',
    description:
      'Its tokens go. Its campaigns and what they spent are your history, and stay; those that run must be paused first.',
    data: null,
    message: 'Social account removed',
    example: null,
    failures: ['NOT_FOUND', 'INVALID_STATE'],
    etag: 'write',
  })
  async delete(
    @CurrentCaller() caller: Caller,
    @AccountId() id: string,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<Reply<null>> {
    await this.deleteAccount.run(caller.user_id, id, ifMatch);
    return ok(null, 'Social account removed');
  }

  @Post(':account_id/verify')
  @HttpCode(202)
  @ApiRoute({
    summary: 'Verify a social account now',
    description:
      'Asks the network about its token and standing, as happens every six hours by itself. While a verification is under way, that one is given. A proxy that is down parks it: nothing goes round the proxy.',
    data: JobAnswerDto,
    status: 202,
    message: 'Verification started',
    example: { job: { ...EXAMPLE_JOB, type: VERIFY_JOB, store_id: null } },
    others: [
      {
        status: 200,
        when: 'With `wait=true`, and it ended within 15 s: how the account stands',
        data: AccountHealthDto,
        message: 'Account verified',
        example: EXAMPLE_HEALTH,
      },
    ],
    failures: ['NOT_FOUND', 'INVALID_STATE'],
    idempotent: true,
  })
  async verify(
    @CurrentCaller() caller: Caller,
    @AccountId() id: string,
    @Query() query: VerifyQueryDto,
  ): Promise<Reply<Json | { job: JobView }>> {
    const job = await this.startVerify.run(caller.user_id, id);
    if (query.wait && (await this.startVerify.hasEnded(id, job.id))) {
      return ok(await this.accountHealth.of(caller.user_id, id), 'Account verified');
    }
    return accepted({ job }, `/api/v1/jobs/${job.id}`, 'Verification started');
  }

  @Get(':account_id/health')
  @ApiRoute({
    summary: 'See how a social account stands',
    description: 'Whether it can be used, and everything that is wrong in words: network, token, proxy, spend policy.',
    data: AccountHealthDto,
    example: EXAMPLE_HEALTH,
    failures: ['NOT_FOUND'],
  })
  health(@CurrentCaller() caller: Caller, @AccountId() id: string): Promise<Json> {
    return this.accountHealth.of(caller.user_id, id);
  }
}

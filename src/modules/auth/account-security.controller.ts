import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute } from '../../common/http/api-docs.js';
import { Answers200, type Caller, CurrentCaller, RateLimited } from '../../common/http/http.decorators.js';
import { ListQueryDto } from '../../common/http/list.dto.js';
import type { RawJson, Reply } from '../../common/http/reply.js';
import { UuidParameter } from '../../common/http/validation.js';
import { ChangePasswordDto, EXAMPLE_SESSION, SessionDto } from './auth.dto.js';
import { AuthQueries } from './auth.queries.js';
import { ChangePassword } from './commands/change-password.js';
import { EndSession } from './commands/end-session.js';

/** The part of `users` that sessions depend on. */
@ApiTags('Users')
@Controller('users')
export class AccountSecurityController {
  constructor(
    private readonly change: ChangePassword,
    private readonly end: EndSession,
    private readonly queries: AuthQueries,
  ) {}

  @Post('change-password')
  @RateLimited('auth')
  @Answers200()
  @ApiRoute({
    summary: 'Change your password',
    description: 'Your other sessions end; this one goes on.',
    data: null,
    message: 'Password changed; your other sessions have ended',
    example: null,
    failures: ['INVALID_CREDENTIALS'],
    idempotent: true,
  })
  changePassword(@CurrentCaller() caller: Caller, @Body() body: ChangePasswordDto): Promise<Reply<null>> {
    return this.change.run(caller, body);
  }

  @Get('sessions')
  @ApiRoute({
    summary: 'List your open sessions',
    data: SessionDto,
    list: true,
    example: { items: [EXAMPLE_SESSION], page: { limit: 50, next_cursor: null, has_more: false } },
  })
  sessions(@CurrentCaller() caller: Caller, @Query() query: ListQueryDto): Promise<RawJson> {
    return this.queries.sessions(caller, query);
  }

  @Delete('sessions/:session_id')
  @ApiRoute({
    summary: 'End one of your sessions',
    data: null,
    message: 'Session ended',
    example: null,
    failures: ['NOT_FOUND'],
  })
  endSession(
    @CurrentCaller() caller: Caller,
    @Param('session_id', new UuidParameter('session_id')) id: string,
  ): Promise<Reply<null>> {
    return this.end.run(caller.user_id, id);
  }
}

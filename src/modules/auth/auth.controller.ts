import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute } from '../../common/http/api-docs.js';
import { Answers200, type Caller, CurrentCaller, Public, RateLimited } from '../../common/http/http.decorators.js';
import type { Reply } from '../../common/http/reply.js';
import {
  EXAMPLE_SIGNED_IN,
  EXAMPLE_TOKENS,
  LoginDto,
  LogoutDto,
  RefreshDto,
  RegisterDto,
  type SignedIn,
  SignedInDto,
  TokensDto,
} from './auth.dto.js';
import { Login } from './commands/login.js';
import { Logout } from './commands/logout.js';
import { Refresh } from './commands/refresh.js';
import { Register } from './commands/register.js';
import type { TokenPair } from './sessions.js';

/** Signing in and out. */
@ApiTags('Auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly registerCommand: Register,
    private readonly loginCommand: Login,
    private readonly refreshCommand: Refresh,
    private readonly logoutCommand: Logout,
  ) {}

  @Post('register')
  @Public()
  @RateLimited('auth')
  @ApiRoute({
    summary: 'Register',
    description: 'Makes an account and signs it in. A token that confirms the e-mail address is mailed.',
    data: SignedInDto,
    status: 201,
    message: 'Account created',
    example: EXAMPLE_SIGNED_IN,
    failures: ['CONFLICT'],
    open: true,
    idempotent: true,
  })
  register(@Body() body: RegisterDto): Promise<Reply<SignedIn>> {
    return this.registerCommand.run(body);
  }

  @Post('login')
  @Public()
  @RateLimited('auth')
  @Answers200()
  @ApiRoute({
    summary: 'Sign in',
    description:
      'An unknown address and a wrong password answer alike. After five failures within a quarter of an hour the account ' +
      'waits (429, `Retry-After`), longer each time; an address after fifty.',
    data: SignedInDto,
    message: 'Signed in',
    example: EXAMPLE_SIGNED_IN,
    failures: ['INVALID_CREDENTIALS'],
    open: true,
    idempotent: true,
  })
  login(@Body() body: LoginDto): Promise<Reply<SignedIn>> {
    return this.loginCommand.run(body);
  }

  @Post('refresh')
  @Public()
  @RateLimited('auth')
  @Answers200()
  @ApiRoute({
    summary: 'Exchange a refresh token for a new pair',
    description:
      'The token is good once. Sent again within ten seconds it gives the same pair again, as long as that is unused; later ' +
      'it is taken for stolen, and the session ends.',
    data: TokensDto,
    message: 'Tokens refreshed',
    example: EXAMPLE_TOKENS,
    failures: ['UNAUTHENTICATED', 'TOKEN_EXPIRED'],
    open: true,
    idempotent: true,
  })
  refresh(@Body() body: RefreshDto): Promise<Reply<TokenPair>> {
    return this.refreshCommand.run(body.refresh_token);
  }

  @Post('logout')
  @Answers200()
  @ApiRoute({
    summary: 'Sign out',
    description: 'Ends this session, or all of them. Their access tokens are refused from then on.',
    data: null,
    message: 'Signed out',
    example: null,
    idempotent: true,
  })
  logout(@CurrentCaller() caller: Caller, @Body() body: LogoutDto): Promise<Reply<null>> {
    return this.logoutCommand.run(caller, body);
  }
}

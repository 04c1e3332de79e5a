import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute } from '../../common/http/api-docs.js';
import { Answers200, type Caller, CurrentCaller, Public, RateLimited } from '../../common/http/http.decorators.js';
import type { Reply } from '../../common/http/reply.js';
import { EXAMPLE_USER, type UserView } from '../users/users.api.js';
import { ForgotPasswordDto, ResetPasswordDto, VerifiedDto, VerifyEmailDto } from './auth.dto.js';
import { RequestPasswordReset } from './commands/request-password-reset.js';
import { ResendVerification } from './commands/resend-verification.js';
import { ResetPassword } from './commands/reset-password.js';
import { VerifyEmail } from './commands/verify-email.js';

/** What goes by mail. */
@ApiTags('Auth')
@Controller('auth')
export class RecoveryController {
  constructor(
    private readonly requestReset: RequestPasswordReset,
    private readonly reset: ResetPassword,
    private readonly verify: VerifyEmail,
    private readonly resend: ResendVerification,
  ) {}

  @Post('forgot-password')
  @Public()
  @RateLimited('auth')
  @HttpCode(202)
  @ApiRoute({
    summary: 'Ask for a new password',
    description:
      'Answers alike whether the address has an account or not. The mailed token is good once, for 30 minutes.',
    data: null,
    status: 202,
    message: 'If the address has an account, a mail is on its way',
    example: null,
    open: true,
    idempotent: true,
  })
  forgotPassword(@Body() body: ForgotPasswordDto): Promise<Reply<null>> {
    return this.requestReset.run(body.email);
  }

  @Post('reset-password')
  @Public()
  @RateLimited('auth')
  @Answers200()
  @ApiRoute({
    summary: 'Set a new password with a mailed token',
    description: 'Ends every session of the account.',
    data: null,
    message: 'Password set: sign in with it',
    example: null,
    open: true,
    idempotent: true,
  })
  resetPassword(@Body() body: ResetPasswordDto): Promise<Reply<null>> {
    return this.reset.run(body);
  }

  @Post('verify-email')
  @Public()
  @RateLimited('auth')
  @Answers200()
  @ApiRoute({
    summary: 'Confirm an e-mail address with a mailed token',
    data: VerifiedDto,
    message: 'E-mail address confirmed',
    example: { user: { ...EXAMPLE_USER, is_verified: true } },
    open: true,
    idempotent: true,
  })
  verifyEmail(@Body() body: VerifyEmailDto): Promise<Reply<{ user: UserView }>> {
    return this.verify.run(body.token);
  }

  @Post('resend-verification')
  @RateLimited('auth')
  @HttpCode(202)
  @ApiRoute({
    summary: 'Have the token that confirms your e-mail address mailed again',
    data: null,
    status: 202,
    message: 'A mail is on its way',
    example: null,
    failures: ['CONFLICT'],
    idempotent: true,
  })
  resendVerification(@CurrentCaller() caller: Caller): Promise<Reply<null>> {
    return this.resend.run(caller.user_id);
  }
}

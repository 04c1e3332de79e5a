import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.js';
import { AccessTokens } from './access-tokens.js';
import { AccountSecurityController } from './account-security.controller.js';
import { AuthController } from './auth.controller.js';
import { AuthGuard } from './auth.guard.js';
import { AuthMails } from './auth.mails.js';
import { AuthPurge } from './auth.purge.js';
import { AuthQueries } from './auth.queries.js';
import { ChangePassword } from './commands/change-password.js';
import { EndSession } from './commands/end-session.js';
import { Login } from './commands/login.js';
import { Logout } from './commands/logout.js';
import { Refresh } from './commands/refresh.js';
import { Register, Welcome } from './commands/register.js';
import { RequestPasswordReset } from './commands/request-password-reset.js';
import { ResendVerification } from './commands/resend-verification.js';
import { ResetPassword } from './commands/reset-password.js';
import { VerifyEmail } from './commands/verify-email.js';
import { MailTokens } from './listeners/mail-tokens.js';
import { LoginAttempts } from './login-attempts.js';
import { NewPasswords } from './new-passwords.js';
import { OneTimeTokens } from './one-time-tokens.js';
import { PasswordChange } from './password-change.js';
import { RecoveryController } from './recovery.controller.js';
import { SecretTokens } from './secret-token.js';
import { SecurityLog } from './security-log.js';
import { SessionRepository } from './session.repository.js';
import { Sessions } from './sessions.js';

const COMMANDS = [
  ChangePassword,
  EndSession,
  Login,
  Logout,
  Refresh,
  Register,
  RequestPasswordReset,
  ResendVerification,
  ResetPassword,
  VerifyEmail,
];

@Module({
  imports: [UsersModule],
  controllers: [AuthController, RecoveryController, AccountSecurityController],
  providers: [
    AccessTokens,
    AuthGuard,
    AuthMails,
    AuthPurge,
    AuthQueries,
    LoginAttempts,
    MailTokens,
    NewPasswords,
    OneTimeTokens,
    PasswordChange,
    SecretTokens,
    SecurityLog,
    SessionRepository,
    Sessions,
    Welcome,
    ...COMMANDS,
  ],
})
export class AuthModule {}

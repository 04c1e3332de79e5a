import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config/config.js';
import type { NewMail } from '../mail/mail.api.js';
import type { Account } from '../users/users.api.js';

type Addressee = Pick<Account, 'id' | 'email' | 'first_name'>;

/** The words of the mails about an account's security. Tokens stand on a line of their own. */
@Injectable()
export class AuthMails {
  constructor(private readonly config: Config) {}

  verifyEmail(account: Addressee, token: string): NewMail {
    return mail(account, 'verify_email', 'Confirm your e-mail address for KSAP', [
      'please confirm that this is your e-mail address, with this token:',
      '',
      `    ${token}`,
      '',
      ...this.link('verify-email', token),
      'It is good for three days (POST /api/v1/auth/verify-email).',
      'If you have no KSAP account, ignore this mail.',
    ]);
  }

  resetPassword(account: Addressee, token: string): NewMail {
    return mail(account, 'reset_password', 'Set a new password for KSAP', [
      'somebody, probably you, asked for a new password. Set it with this token:',
      '',
      `    ${token}`,
      '',
      ...this.link('reset-password', token),
      'It is good once, for 30 minutes (POST /api/v1/auth/reset-password).',
      'If you did not ask, ignore this mail: your password stays as it is.',
    ]);
  }

  passwordChanged(account: Addressee): NewMail {
    return mail(account, 'password_changed', 'Your KSAP password was changed', [
      'the password of your KSAP account was changed, and your other devices',
      'were signed out.',
      '',
      'If that was not you, ask for a new password at once',
      '(POST /api/v1/auth/forgot-password).',
    ]);
  }

  sessionStolen(account: Addressee, sessionId: string): NewMail {
    const words = mail(account, 'session_stolen', 'A KSAP session of yours was ended for safety', [
      'a token that had been exchanged already was used again. That happens',
      'when somebody has copied it, so the session was ended: whoever used it',
      'has to sign in again.',
      '',
      'If you do not know why, change your password and look at your sessions',
      '(GET /api/v1/users/sessions).',
    ]);
    return { ...words, dedupe_key: `session_stolen:${sessionId}` };
  }

  private link(page: string, token: string): string[] {
    const base = this.config.public_url;
    return base === null ? [] : ['or by this link:', '', `    ${base}/${page}?token=${token}`, ''];
  }
}

function mail(account: Addressee, kind: string, subject: string, lines: string[]): NewMail {
  const greeting = `Hello${account.first_name === null ? '' : ` ${account.first_name}`},`;
  return {
    user_id: account.id,
    recipient: account.email,
    kind,
    subject,
    text: [greeting, '', ...lines, ''].join('\n'),
  };
}

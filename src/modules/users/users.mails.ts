import type { NewMail } from '../mail/mail.api.js';
import type { UserView } from './users.api.js';

/** To the address that the account had: whoever did not do this learns of it there alone. */
export function emailChangedMail(before: UserView, email: string): NewMail {
  return {
    user_id: before.id,
    recipient: before.email,
    kind: 'email_changed',
    subject: 'The e-mail address of your KSAP account was changed',
    text: [
      `Hello${before.first_name === null ? '' : ` ${before.first_name}`},`,
      '',
      `your KSAP account now has the e-mail address ${hinted(email)};`,
      'this one is no longer used.',
      '',
      'If that was not you, somebody knows your password: tell whoever runs',
      'this KSAP server at once.',
      '',
    ].join('\n'),
  };
}

/** Enough for its owner to recognise, too little for anybody else. */
function hinted(email: string): string {
  const at = email.lastIndexOf('@');
  return `${email.slice(0, 1)}…${email.slice(at)}`;
}

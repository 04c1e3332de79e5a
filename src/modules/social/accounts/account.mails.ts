import { notice, type SocialNotice } from '../notices.js';

interface Named {
  id: string;
  name: string;
  platform: string;
}

const pathOf = ({ id }: Named): string => `/api/v1/social/accounts/${id}`;
const dayOf = (time: Date): string => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** `days` left at most; 0: it is over. */
export function tokenMail(account: Named, days: number, end: Date): SocialNotice {
  const isOver = days === 0;
  const when = days === 1 ? 'within a day' : `within ${days} days`;
  return notice('social_token_expiring', [
    isOver
      ? `The access to your account "${account.name}" has ended`
      : `The access to your account "${account.name}" ends ${when}`,
    isOver
      ? `the token of your ${account.platform} account "${account.name}" ended on ${dayOf(end)}. Nothing can be published or read there any more.`
      : `the token of your ${account.platform} account "${account.name}" ends on ${dayOf(end)}. After that nothing can be published or read there.`,
    'Consent again (POST /api/v1/social/oauth/' + `${account.platform}/start with account_id), or give a new token:`,
    `PUT ${pathOf(account)} with access_token`,
  ]);
}

export function restrictedMail(account: Named, status: string, reason: string): SocialNotice {
  return notice('social_account_restricted', [
    `Your account "${account.name}" was restricted by the network`,
    `the network has your ${account.platform} account "${account.name}" as ${status}: ${reason}.`,
    'Its campaigns are not published until that is over. What can be done about it, the network alone can say; we ask it every few hours, and tell you when it is over.',
  ]);
}

export function recoveredMail(account: Named): SocialNotice {
  return notice('social_account_recovered', [
    `Your account "${account.name}" is active again`,
    `the network no longer restricts your ${account.platform} account "${account.name}".`,
    `GET ${pathOf(account)} shows what it may spend a day for now.`,
  ]);
}

export function failedMail(account: Named, state: string, fault: { code: string; message: string }): SocialNotice {
  return notice('social_connection_failed', [
    `Your account "${account.name}" cannot be reached`,
    `your ${account.platform} account "${account.name}" cannot be reached: ${fault.message} (${fault.code}).`,
    state === 'failed'
      ? 'Nothing can be published or read there until you give it a valid token. We ask only now and then whether the present one is accepted again.'
      : 'We go on trying, more and more seldom, and go on by ourselves as soon as it works.',
    `GET ${pathOf(account)}/health shows where it stands.`,
  ]);
}

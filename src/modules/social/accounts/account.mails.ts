/** A mail to an account's owner; greeting and form stand elsewhere. Lines of at most 76 characters. */
export interface AccountNotice {
  kind: string;
  subject: string;
  paragraphs: string[];
}

interface Named {
  id: string;
  name: string;
  platform: string;
}

const LINE = 76;
const pathOf = ({ id }: Named): string => `/api/v1/social/accounts/${id}`;
const dayOf = (time: Date): string => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** `days` left at most; 0: it is over. */
export function tokenMail(account: Named, days: number, end: Date): AccountNotice {
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

export function restrictedMail(account: Named, status: string, reason: string): AccountNotice {
  return notice('social_account_restricted', [
    `Your account "${account.name}" was restricted by the network`,
    `the network has your ${account.platform} account "${account.name}" as ${status}: ${reason}.`,
    'Its campaigns are not published until that is over. What can be done about it, the network alone can say; we ask it every few hours, and tell you when it is over.',
  ]);
}

export function recoveredMail(account: Named): AccountNotice {
  return notice('social_account_recovered', [
    `Your account "${account.name}" is active again`,
    `the network no longer restricts your ${account.platform} account "${account.name}".`,
    `GET ${pathOf(account)} shows what it may spend a day for now.`,
  ]);
}

export function failedMail(account: Named, state: string, fault: { code: string; message: string }): AccountNotice {
  return notice('social_connection_failed', [
    `Your account "${account.name}" cannot be reached`,
    `your ${account.platform} account "${account.name}" cannot be reached: ${fault.message} (${fault.code}).`,
    state === 'failed'
      ? 'Nothing can be published or read there until you give it a valid token. We ask only now and then whether the present one is accepted again.'
      : 'We go on trying, more and more seldom, and go on by ourselves as soon as it works.',
    `GET ${pathOf(account)}/health shows where it stands.`,
  ]);
}

function notice(kind: string, [subject = '', ...paragraphs]: string[]): AccountNotice {
  return { kind, subject, paragraphs: paragraphs.map(wrapped) };
}

function wrapped(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + word.length >= LINE) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}

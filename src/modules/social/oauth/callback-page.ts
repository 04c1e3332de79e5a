import type { FinishedOauth } from './finish-oauth.js';

/** No script, nothing from elsewhere, and no address in a referrer: the page's own address bears a code. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

const TITLES: Readonly<Record<string, string>> = {
  pending: 'Consent received',
  completed: 'Account connected again',
  denied: 'Consent not given',
  failed: 'The account could not be connected',
};

/** What the person reads who comes back from the network's site. */
export function resultPage(result: FinishedOauth): string {
  const title = TITLES[result.status] ?? 'Consent';
  if (result.status === 'completed') return page(title, ['You may close this page.']);
  if (result.error) return page(title, [result.error.message, 'Begin again where you came from.']);
  return page(title, [
    'Choose the accounts to add: the connection below lists them, and takes your choice together with its confirmation, within an hour.',
    `POST /api/v1/social/oauth/connections/${result.connection_id}/accounts`,
    `Confirmation: ${result.confirmation ?? ''}`,
  ]);
}

export function refusalPage(message: string): string {
  return page('This address is not good any more', [message, 'Begin again where you came from.']);
}

/** Where the browser goes instead; what became of the consent stands behind the `#`, which no server logs. */
export function redirectTarget(result: FinishedOauth, target: string): string {
  const { connection_id, status, confirmation, account_id, error } = result;
  const told = new URLSearchParams({
    connection_id,
    status,
    ...(confirmation !== null && { confirmation }),
    ...(account_id !== null && { account_id }),
    ...(error !== null && { code: error.code, message: error.message }),
  });
  return `${target.split('#')[0] ?? target}#${told.toString()}`;
}

function page(title: string, paragraphs: string[]): string {
  const body = paragraphs.map((text) => `<p>${escape(text)}</p>`).join('\n');
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:4rem auto;padding:0 1rem;overflow-wrap:anywhere}</style></head>
<body><h1>${escape(title)}</h1>
${body}
</body></html>
`;
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

import { AppError } from '../../../../common/errors/app-error.js';
import type { FieldFault } from '../../../../common/errors/app-error.js';
import type { PlatformCredentials } from '../platform.connection.js';
import type { CredentialField } from '../platform.port.js';

const URL_FIELD: CredentialField = {
  name: 'url',
  description: 'Address of the shop: the base URL of Stores → Configuration → General → Web',
  example: 'https://shop.example.com',
  secret: false,
};
const secret = (name: string, description: string): CredentialField => ({
  name,
  description: `${description} of the integration (System → Integrations)`,
  example: '0123456789abcdef0123456789abcdef',
  secret: true,
});

const ACCESS_TOKEN = secret('access_token', 'Access token');

/** A bare token works only where the shop allows integration tokens as bearers; the four secrets always do. */
export const CREDENTIAL_SHAPES: readonly (readonly CredentialField[])[] = [
  [URL_FIELD, ACCESS_TOKEN],
  [
    URL_FIELD,
    secret('consumer_key', 'Consumer key'),
    secret('consumer_secret', 'Consumer secret'),
    ACCESS_TOKEN,
    secret('access_token_secret', 'Access token secret'),
  ],
];

const MAX_LENGTH = 2000;
const OAUTH = ['consumer_key', 'consumer_secret', 'access_token_secret'] as const;

type Checked = { value: string } | { reason: string };

/** Throws AppError VALIDATION_ERROR that names every wrong field as `credentials.<field>`. */
export function parseCredentials(input: Record<string, unknown>): PlatformCredentials {
  const checked: Record<string, Checked> = {
    url: withText(input.url, canonicalUrl),
    access_token: withText(input.access_token, token),
  };
  // One of the four secrets alone signs nothing: any of them asks for all.
  if (OAUTH.some((name) => input[name] !== undefined)) {
    for (const name of OAUTH) checked[name] = withText(input[name], token);
  }
  const faults: FieldFault[] = Object.entries(checked).flatMap(([name, result]) =>
    'reason' in result ? [{ field: `credentials.${name}`, reason: result.reason }] : [],
  );
  for (const name of Object.keys(input)) {
    if (!Object.hasOwn(checked, name)) faults.push({ field: `credentials.${name}`, reason: 'is not a known field' });
  }
  if (faults.length > 0) throw AppError.validation(faults);
  return Object.fromEntries(
    Object.entries(checked).flatMap(([name, result]) => ('value' in result ? [[name, result.value]] : [])),
  );
}

/** Whether calls are signed with OAuth 1.0a rather than sent with a bearer token. */
export function isSigned(credentials: PlatformCredentials): boolean {
  return credentials.consumer_key !== undefined;
}

/** Address that Magento's `rest` hangs from, without a slash at its end. */
export function canonicalUrl(text: string): Checked {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(address)) return { reason: 'is not an address' };
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { reason: 'must begin with https:// or http://' };
  if (url.username !== '' || url.password !== '') return { reason: 'must not contain a user name or password' };
  if (url.search !== '' || url.hash !== '') return { reason: 'must not contain a query or a fragment' };
  if (/\s|%0[0-9a-f]/i.test(url.pathname)) return { reason: 'must not contain white space' };
  // People paste the address of the API.
  const path = url.pathname.replace(/\/(?:rest|index\.php\/rest)(?:\/.*)?$/, '').replace(/\/+$/, '');
  return { value: `${url.origin}${path}` };
}

function withText(value: unknown, check: (text: string) => Checked): Checked {
  if (value === undefined || value === null || value === '') return { reason: 'is required' };
  if (typeof value !== 'string') return { reason: 'must be text' };
  if (value.length > MAX_LENGTH) return { reason: `must be at most ${MAX_LENGTH} characters` };
  return value.trim() === '' ? { reason: 'is required' } : check(value.trim());
}

function token(text: string): Checked {
  // Printable ASCII only: it goes into a header.
  return /^[\x21-\x7e]{8,255}$/.test(text) ? { value: text } : { reason: 'must be 8 to 255 letters and digits' };
}
